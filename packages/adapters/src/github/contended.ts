import { INTENT_LIFE_MS, intentsOf } from "@gitops-actions/core/intent";
import { type CommitReply, MAKER_FIELDS, vouchedAuthor } from "./branch-commit.ts";

/** An intent as far as a read of the branch looks at it. */
export interface SignReply {
  /** `refs/gitops/intents/main/` and what follows; GitHub divides full names where it likes. */
  readonly prefix: string;
  readonly name: string;
  readonly target:
    | ({ readonly committedDate?: string } & Partial<Pick<CommitReply, "author" | "signature">>)
    | null;
}

export const SIGN_FIELDS = `prefix name target { ... on Commit { committedDate ${MAKER_FIELDS} } }`;

/**
 * Whether one of these is an intent that a run of ours has left for the branch a short while ago. By our own
 * clock: only speed depends on it.
 */
export function isContended(
  refs: readonly SignReply[],
  { branch, actor }: { readonly branch: string; readonly actor: string },
): boolean {
  return refs.some(({ prefix, name, target }) => {
    const { committedDate, author, signature } = target ?? {};
    if (committedDate === undefined || author === undefined || signature === undefined)
      return false;
    return (
      `${prefix}${name}`.startsWith(intentsOf(branch)) &&
      vouchedAuthor({ author, signature }) === actor &&
      Math.abs(Date.now() - Date.parse(committedDate)) < INTENT_LIFE_MS
    );
  });
}
