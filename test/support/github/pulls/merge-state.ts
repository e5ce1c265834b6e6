import type { State } from "../state.ts";
import { rollup } from "../status-requirements.ts";
import { mergedTree } from "./mergeability.ts";
import type { PullRequest } from "./pull-request.ts";
import { mustUpdate, unmet } from "./requirements.ts";

export type Mergeable = "MERGEABLE" | "CONFLICTING" | "UNKNOWN";
export type MergeState =
  | "BEHIND"
  | "BLOCKED"
  | "CLEAN"
  | "DIRTY"
  | "DRAFT"
  | "UNKNOWN"
  | "UNSTABLE";

export async function mergeable(pull: PullRequest): Promise<Mergeable> {
  if (pull.state !== "open") return "UNKNOWN";
  const tree = await mergedTree(pull.repository, pull.baseOid, pull.headOid);
  return tree === undefined ? "CONFLICTING" : "MERGEABLE";
}

/** Whether a pull request could be merged now, and if not, why, in one word. */
export async function mergeState(state: State, pull: PullRequest): Promise<MergeState> {
  const merge = await mergeable(pull);
  if (merge !== "MERGEABLE") return merge === "CONFLICTING" ? "DIRTY" : "UNKNOWN";
  if (pull.isDraft) return "DRAFT";
  const refusal = await unmet(state, pull);
  if (refusal !== undefined) {
    const isOnlyBehind = refusal.messages.length === 1 && (await mustUpdate(pull));
    return isOnlyBehind ? "BEHIND" : "BLOCKED";
  }
  const verdict = rollup(pull.repository, pull.headOid);
  return verdict === undefined || verdict === "passing" ? "CLEAN" : "UNSTABLE";
}
