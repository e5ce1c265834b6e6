import {
  type ArgoOptions,
  setHelmParameter,
  setHelmValue,
  setKustomizeImage,
  setSourceValue,
} from "./argocd.ts";
import { type ElementTarget, setGeneratorElement } from "./generator-elements.ts";
import { type ImagePolicy, setImagePolicy } from "./image-policy.ts";
import { type Edit, editOf } from "./yaml/edit.ts";
import type { Operation } from "./yaml/operation.ts";
import type { Path } from "./yaml/path.ts";
import type { ScalarValue } from "./yaml/scalar-text.ts";
import { type SetPathOptions, setPath } from "./yaml/set-path.ts";
import { openSource, type Source, type SourceFile } from "./yaml/source.ts";

/** One place that the caller names outright. */
export type Target =
  | ({ readonly kind: "path"; readonly path: Path; readonly value: ScalarValue } & SetPathOptions)
  | ({
      readonly kind: "helm-parameter";
      readonly name: string;
      readonly value: string;
    } & ArgoOptions)
  | ({
      readonly kind: "helm-values";
      readonly path: Path;
      readonly value: ScalarValue;
    } & ArgoOptions)
  | ({ readonly kind: "kustomize-image"; readonly image: string } & ArgoOptions)
  | ({
      readonly kind: "source-value";
      readonly path: Path;
      readonly value: ScalarValue;
    } & ArgoOptions)
  | ({ readonly kind: "generator-element" } & ElementTarget &
      Pick<ArgoOptions, "document" | "shared">)
  | ({ readonly kind: "image-policy"; readonly policy: ImagePolicy } & Pick<ArgoOptions, "shared">);

/**
 * The edit that sets each target in the file. Several targets may be in one document, but no two at the
 * same place.
 * @throws as the function of each kind, and as `openSource`
 */
export function setTargets(file: SourceFile, targets: readonly Target[]): Edit {
  const source = openSource(file);
  return editOf(
    [source],
    targets.flatMap((target) => operationsOf(source, target) ?? []),
  );
}

function operationsOf(source: Source, target: Target): Operation | Operation[] | undefined {
  switch (target.kind) {
    case "path":
      return setPath(source, target.path, target);
    case "helm-parameter":
      return setHelmParameter(source, target, target);
    case "helm-values":
      return setHelmValue(source, target, target);
    case "kustomize-image":
      return setKustomizeImage(source, target.image, target);
    case "source-value":
      return setSourceValue(source, target, target);
    case "generator-element":
      return setGeneratorElement(source, target, target);
    case "image-policy":
      return setImagePolicy(source, target.policy, target);
  }
}
