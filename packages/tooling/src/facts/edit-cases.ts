import { UserError } from "@gitops-actions/core/errors";
import { parseDigest, parseTag } from "@gitops-actions/core/image";
import {
  type Edit,
  type ImagePolicy,
  type ScalarValue,
  type SourceFile,
  type Step,
  setImages,
  setKustomizeArgs,
  setTargets,
} from "@gitops-actions/core/manifest";

/** One row of `edit-cases`: a file, and what is to be done to it. */
interface EditCase {
  readonly kind: string;
  readonly input: string;
  readonly edit: EditOperation;
}

type EditOperation =
  | { readonly op: "set-image"; readonly args: readonly string[] }
  | { readonly op: "set"; readonly path: readonly Step[]; readonly value: Value }
  | { readonly op: "helm-parameter"; readonly name: string; readonly value: string }
  | { readonly op: "helm-values"; readonly path: readonly Step[]; readonly value: Value }
  | { readonly op: "kustomize-image"; readonly image: string }
  | { readonly op: "setter"; readonly policy: ImagePolicy }
  | {
      readonly op: "container-image";
      readonly name: string;
      readonly container?: string;
      readonly tag?: string;
      readonly digest?: string;
    };

type Value = string | number | boolean | null;

/** The new text of one edit case, or the code of its refusal. */
export function answerEditCase(row: EditCase): { expected: string } | { error: string } {
  const path = row.kind === "kustomize" ? "kustomization.yaml" : `${row.kind}.yaml`;
  try {
    const [changed] = edit({ path, text: row.input }, row.edit).files;
    return { expected: changed?.text ?? row.input };
  } catch (error) {
    if (error instanceof UserError) return { error: error.code };
    throw error;
  }
}

/** Whether a row asks for something beyond its operation, in one of the words there are for it. */
function asks(operation: EditOperation, words: RegExp): boolean {
  return Object.entries(operation).some(([key, value]) => words.test(key) && Boolean(value));
}

function edit(file: SourceFile, operation: EditOperation): Edit {
  const create = asks(operation, /create|missing/i);
  const shared = asks(operation, /shared|anchor|alias/i);
  switch (operation.op) {
    case "set-image":
      return setKustomizeArgs(file, operation.args, { shared });
    case "set":
      return setTargets(file, [
        { ...operation, kind: "path", value: scalar(operation.value), create, shared },
      ]);
    case "helm-parameter":
      return setTargets(file, [{ ...operation, kind: operation.op, create, shared }]);
    case "helm-values": {
      const value = scalar(operation.value);
      return setTargets(file, [{ ...operation, kind: operation.op, value, create, shared }]);
    }
    case "kustomize-image":
      return setTargets(file, [{ ...operation, kind: operation.op, create, shared }]);
    case "setter":
      return setTargets(file, [{ kind: "image-policy", policy: operation.policy, shared }]);
    case "container-image": {
      const { name: image, container, tag, digest } = operation;
      const request = {
        image,
        container,
        tag: tag ? parseTag(tag) : undefined,
        digest: digest ? parseDigest(digest) : undefined,
      };
      return setImages([file], [request], { shared });
    }
  }
}

/** A text as text; any other value as YAML writes it. */
function scalar(value: Value): ScalarValue {
  return typeof value === "string" ? value : { bare: String(value) };
}
