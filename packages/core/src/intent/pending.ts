import { UserError } from "../errors.ts";
import { type Intent, readIntent } from "./intent.ts";
import { INTENT_LIFE_MS, type INTENTS, intentName } from "./names.ts";

/** A ref below {@link INTENTS} with what GitHub says of the commit it points to. */
export interface IntentRef {
  /** Full name: `refs/gitops/intents/main/1795257600-<oid>`. */
  readonly name: string;
  /** Oid of what it points to. */
  readonly oid: string;
  /** Undefined when that is no commit. */
  readonly commit:
    | {
        readonly message: string;
        /** Login of its maker as GitHub vouches for it; undefined when it does not. */
        readonly vouchedAuthor: string | undefined;
        /** When GitHub made it, milliseconds since the epoch by GitHub's clock. */
        readonly at: number;
        /** The head its owner had decided on, and when that was committed. */
        readonly parent: { readonly oid: string; readonly at: number } | undefined;
      }
    | undefined;
}

/** An intent that may be landed. */
export interface Pending {
  readonly name: string;
  readonly oid: string;
  readonly intent: Intent;
  readonly at: number;
  readonly parent: { readonly oid: string; readonly at: number };
}

/** The refs below a branch's prefix, told apart. */
export interface Triage {
  /** Oldest first; everybody sees the same order. */
  readonly pending: readonly Pending[];
  /** Left behind by our own actor and too old to land: whoever leads deletes them. */
  readonly expired: readonly IntentRef[];
  /** What is not ours: never landed, never deleted. */
  readonly ignored: readonly { readonly name: string; readonly why: string }[];
}

/**
 * Tells intents from what else stands there. One counts only when its name says what it points to, when
 * GitHub vouches that `actor` made it, when it is for this branch and not too old. `now` is GitHub's clock.
 */
export function triage(
  refs: readonly IntentRef[],
  { branch, actor, now }: { readonly branch: string; readonly actor: string; readonly now: number },
): Triage {
  const pending: Pending[] = [];
  const expired: IntentRef[] = [];
  const ignored: { name: string; why: string }[] = [];
  for (const ref of refs) {
    const { name, oid, commit } = ref;
    const alien = alienTo(ref, { branch, actor });
    if (alien !== undefined || commit === undefined) {
      ignored.push({ name, why: alien ?? "it points to no commit" });
      continue;
    }
    if (now - commit.at > INTENT_LIFE_MS) {
      expired.push(ref);
      continue;
    }
    const read = readFor(branch, commit.message);
    if (typeof read === "string" || commit.parent === undefined) {
      ignored.push({ name, why: typeof read === "string" ? read : "its commit has no parent" });
      continue;
    }
    pending.push({ name, oid, intent: read, at: commit.at, parent: commit.parent });
  }
  return { pending: pending.sort(byAge), expired, ignored };
}

/** Why a ref is not one that `actor` made for this branch; undefined when it is. */
function alienTo(
  { name, oid, commit }: IntentRef,
  { branch, actor }: { readonly branch: string; readonly actor: string },
): string | undefined {
  if (commit === undefined) return "it points to no commit";
  if (name !== intentName(branch, { at: commit.at, oid })) {
    return "its name does not say what it points to";
  }
  if (commit.vouchedAuthor === undefined) return "GitHub does not vouch for its maker";
  if (commit.vouchedAuthor !== actor) return `${commit.vouchedAuthor} made it, not ${actor}`;
  return undefined;
}

function readFor(branch: string, message: string): Intent | string {
  try {
    const intent = readIntent(message);
    return intent.branch === branch ? intent : `it is for branch ${JSON.stringify(intent.branch)}`;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

function byAge(a: Pending, b: Pending): number {
  return a.at - b.at || (a.oid < b.oid ? -1 : 1);
}
