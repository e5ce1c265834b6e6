import { UserError } from "@gitops-actions/core/errors";
import { setKustomizeArgs } from "@gitops-actions/core/manifest";

interface Row {
  readonly kind: string;
  readonly input: string;
  readonly edit: { readonly op: string; readonly args: readonly string[] };
}

/** The new text of one edit case, or the code of its refusal. */
export function answerEditCase({
  kind,
  input,
  edit,
}: Row): { expected: string } | { error: string } {
  try {
    const file = { path: "kustomization.yaml", text: input };
    if (kind !== "kustomize") throw new Error("later");
    const [changed] = setKustomizeArgs(file, edit.args).files;
    return { expected: changed?.text ?? input };
  } catch (error) {
    if (error instanceof UserError) return { error: error.code };
    throw error;
  }
}
