import { UserError } from "@gitops-actions/core/errors";
import { nearestFew } from "@gitops-actions/core/text";

/** The refusal of a name that nothing bears, with those that may be meant. */
export function unknown(kind: string, name: string, known: readonly string[]): UserError {
  const near = nearestFew(name, known).join(", ") || "none";
  return new UserError("input-invalid", `there is no ${kind} "${name}"; the nearest are: ${near}`, {
    hint: "`gitops plan --all` lists every app and environment.",
  });
}
