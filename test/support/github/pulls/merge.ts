import { requirePermission } from "../access.ts";
import type { Account } from "../accounts.ts";
import type { Call } from "../call.ts";
import { signatureOf, writeSigned } from "../commits.ts";
import { GitHubError } from "../errors.ts";
import { pickedTree } from "../git/merge.ts";
import { zeroOid } from "../git/objects.ts";
import { RefConflict } from "../git/ref-transactions.ts";
import type { RefMove } from "../git/refs.ts";
import { bypasses } from "../push-rules.ts";
import { type MergeMethod, rulesOfType } from "../rules.ts";
import type { State } from "../state.ts";
import { commitsOf, mergedTree } from "./mergeability.ts";
import type { PullRequest } from "./pull-request.ts";
import { rulesOf, unmet } from "./requirements.ts";

export interface MergeOptions {
  readonly method: MergeMethod;
  readonly headline?: string | undefined;
  readonly body?: string | undefined;
}

export interface MergeRequest extends MergeOptions {
  readonly expectedHead?: string | undefined;
}

const methodNames = { merge: "Merge commits", squash: "Squash merges", rebase: "Rebase merges" };

/** Merges as somebody presses the button: refused for everything that GitHub refuses, each in its words. */
export async function merge(call: Call, pull: PullRequest, request: MergeRequest): Promise<string> {
  const { repository } = pull;
  requirePermission(call, repository, ["contents", "write"]);
  if (pull.state !== "open") throw refused("Pull Request is not mergeable");
  if (request.expectedHead !== undefined && request.expectedHead !== pull.headOid) {
    throw new GitHubError("Head branch was modified. Review and try the merge again.", {
      status: 409,
      type: "UNPROCESSABLE",
    });
  }
  if (pull.isDraft) throw refused("Pull Request is still a draft");
  requireMethod(pull, request.method);
  if (rulesOfType(rulesOf(pull), "merge_queue").length > 0) {
    throw refused(
      "Repository rule violations found\n\nChanges must be made through the merge queue\n\n",
    );
  }
  const refusal = await unmet(call.state, pull, (source) =>
    bypasses(call, repository, { source, mode: "pull_request" }),
  );
  if (refusal !== undefined) throw refusedByRules(refusal);
  const moves = await mergeNow(call, pull, request);
  await call.state.settle(call, repository, moves);
  return pull.mergeCommit ?? pull.headOid;
}

/** Makes the commits and moves the base; whether it may be done was asked before. */
export async function mergeNow(
  by: { readonly state: State; readonly actor: Account },
  pull: PullRequest,
  { method, headline, body }: MergeOptions,
): Promise<RefMove[]> {
  const { repository, baseOid } = pull;
  const commit = await mergeCommit(by, pull, { onto: baseOid, method, headline, body });
  if (commit === undefined) throw refused("Pull Request is not mergeable");
  const now = by.state.clock.now();
  const moves = await moveBase(pull, { from: baseOid, to: commit, now });
  pull.close(now, { by: by.actor, commit });
  if (!repository.settings.deleteBranchOnMerge) return moves;
  const head = { name: `refs/heads/${pull.head}`, after: zeroOid };
  return [...moves, ...(await repository.git.refs.update([head], now))];
}

/** The commit that merging makes on top of `onto`, `undefined` where they conflict. */
export async function mergeCommit(
  by: { readonly state: State; readonly actor: Account },
  pull: PullRequest,
  { onto, method, headline, body }: MergeOptions & { readonly onto: string },
): Promise<string | undefined> {
  const { repository, headOid, number } = pull;
  if (method === "rebase") return rebase(by, pull, onto);
  const tree = await mergedTree(repository, onto, headOid);
  if (tree === undefined) return undefined;
  const usual =
    method === "squash"
      ? { headline: `${pull.title} (#${number})`, body: "" }
      : {
          headline: `Merge pull request #${number} from ${repository.owner.login}/${pull.head}`,
          body: pull.title,
        };
  const message = [headline ?? usual.headline, body ?? usual.body].filter(Boolean).join("\n\n");
  const parents = method === "squash" ? [onto] : [onto, headOid];
  return writeSigned({ state: by.state, actor: by.actor }, repository, { tree, parents, message });
}

/**
 * The tip of the pull request's commits made again on top of `onto`, `undefined` where one conflicts.
 * Their authors stay, their signatures cannot.
 */
export async function rebase(
  { state, actor }: { readonly state: State; readonly actor: Account },
  pull: PullRequest,
  onto: string,
): Promise<string | undefined> {
  const { git } = pull.repository;
  let tip = onto;
  for (const oid of await commitsOf(pull)) {
    const tree = await pickedTree(git, oid, tip);
    if (tree === undefined) return undefined;
    const { author, message } = await pull.repository.commit(oid);
    const committer = signatureOf(actor, state.clock.now());
    tip = git.writeCommit({ tree, parents: [tip], author, committer, message });
  }
  return tip;
}

/** Throws GitHub's refusal of a method that the repository or a rule does not allow. */
export function requireMethod(pull: PullRequest, method: MergeMethod): void {
  const rules = rulesOf(pull);
  const isLinear = rulesOfType(rules, "required_linear_history").length > 0;
  const allowed =
    pull.repository.settings.mergeMethods.includes(method) &&
    rulesOfType(rules, "pull_request").every((rule) => rule.mergeMethods.includes(method)) &&
    !(isLinear && method === "merge");
  if (!allowed) throw refused(`${methodNames[method]} are not allowed on this repository.`);
}

export function refused(message: string): GitHubError {
  return new GitHubError(message, { status: 405, type: "UNPROCESSABLE" });
}

function refusedByRules({ kind, messages }: { kind: string; messages: readonly string[] }) {
  if (kind === "protection") return refused(messages.join(" "));
  return refused(`Repository rule violations found\n\n${messages.join("\n\n")}\n\n`);
}

async function moveBase(
  { repository, base }: PullRequest,
  { from, to, now }: { readonly from: string; readonly to: string; readonly now: Date },
): Promise<RefMove[]> {
  try {
    const update = { name: `refs/heads/${base}`, before: from, after: to };
    return await repository.git.refs.update([update], now);
  } catch (error) {
    if (!(error instanceof RefConflict)) throw error;
    throw refused("Base branch was modified. Review and try the merge again.");
  }
}
