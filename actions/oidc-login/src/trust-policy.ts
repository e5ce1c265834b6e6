import { readWorkspace } from "@gitops-actions/adapters/workspace";
import { UserError } from "@gitops-actions/core/errors";
import { parsePath } from "@gitops-actions/core/repository";

/**
 * The text of the policy that the input holds, or names by its path in the workspace.
 * @throws `trust-policy-invalid`, `file-path-invalid`, `path-outside`
 */
export function trustPolicyText(
  given: string,
  workspace: string,
): { readonly text: string; readonly file: string } {
  if (/[{\n]|assertion[.[]/.test(given)) return { text: given, file: "trust-policy" };
  const path = parsePath(given);
  const text = readWorkspace(workspace, [path]).get(path);
  if (text !== undefined) return { text, file: path };
  throw new UserError(
    "trust-policy-invalid",
    `input "trust-policy" is ${JSON.stringify(given)}, and there is no such file in the workspace`,
    {
      hint: "Give the policy's text, or check out the repository that has the file before this step.",
    },
  );
}
