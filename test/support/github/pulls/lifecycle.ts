import { requireActionsAllowed, requirePermission } from "../access.ts";
import type { Account } from "../accounts.ts";
import type { Call } from "../call.ts";
import { writeSigned } from "../commits.ts";
import { fieldInvalid, GitHubError, unprocessable, validationFailed } from "../errors.ts";
import { updateRefs } from "../ref-updates.ts";
import type { Repository } from "../repository.ts";
import type { State } from "../state.ts";
import { trigger } from "../triggers.ts";
import { headHasMoved } from "./auto-merge.ts";
import { codeOwners, ownersOf } from "./code-owners.ts";
import { requireBodyFits } from "./comments.ts";
import { rebase } from "./merge.ts";
import { changedFiles, isBehind, mergedTree } from "./mergeability.ts";
import { PullRequest } from "./pull-request.ts";

export interface NewPullRequest {
  readonly title: string;
  readonly body?: string | null | undefined;
  /** A branch, or `owner:branch`. */
  readonly head: string;
  readonly base: string;
  readonly isDraft?: boolean | undefined;
}

export async function createPullRequest(
  call: Call,
  repository: Repository,
  { title, body = null, head, base, isDraft = false }: NewPullRequest,
): Promise<PullRequest> {
  requirePermission(call, repository, ["pull_requests", "write"]);
  requireActionsAllowed(call, repository);
  const [owner, branch = head] = /^([^:]+):(.+)$/.exec(head)?.slice(1) ?? [];
  if (owner !== undefined && owner.toLowerCase() !== repository.owner.login.toLowerCase()) {
    throw fieldInvalid("PullRequest", "head", "invalid");
  }
  const { refs, history } = repository.git;
  const headOid = refs.read(`refs/heads/${branch}`);
  const baseOid = refs.read(`refs/heads/${base}`);
  if (headOid === undefined) throw missingBranch("head", { base, branch });
  if (baseOid === undefined) throw missingBranch("base", { base, branch });
  if (title.trim() === "") throw fieldInvalid("PullRequest", "title", "missing_field");
  requireBodyFits("PullRequest", body);
  if (await history.isAncestor(headOid, baseOid)) {
    throw validationFailed("PullRequest", `No commits between ${base} and ${branch}`);
  }
  requireNoOther(repository, branch, base);

  const now = call.state.clock.now();
  const pull = new PullRequest({
    id: call.state.nextId(),
    number: repository.nextNumber,
    repository,
    author: call.actor,
    title,
    body,
    head: branch,
    base,
    headOid,
    isDraft,
    createdAt: now,
  });
  repository.pulls.push(pull);
  call.state.register(pull, call.nodesVisibleFrom);
  trigger(call, repository, { event: "pull_request", detail: `opened #${pull.number}` });
  await requestCodeOwners(call.state, pull);
  return pull;
}

export interface PullRequestChanges {
  readonly title?: string | undefined;
  readonly body?: string | null | undefined;
  readonly base?: string | undefined;
}

export async function updatePullRequest(
  call: Call,
  pull: PullRequest,
  { title, body, base }: PullRequestChanges,
): Promise<void> {
  requirePermission(call, pull.repository, ["pull_requests", "write"]);
  requireBodyFits("PullRequest", body);
  if (title?.trim() === "") throw fieldInvalid("PullRequest", "title", "missing_field");
  if (base !== undefined && base !== pull.base) {
    if (pull.repository.git.refs.read(`refs/heads/${base}`) === undefined) {
      throw fieldInvalid("PullRequest", "base", "invalid");
    }
    requireNoOther(pull.repository, pull.head, base);
    pull.base = base;
  }
  pull.title = title ?? pull.title;
  pull.body = body === undefined ? pull.body : body;
  pull.updatedAt = call.state.clock.now();
  await call.state.settle(call, pull.repository, []);
}

export function closePullRequest(call: Call, pull: PullRequest): void {
  requirePermission(call, pull.repository, ["pull_requests", "write"]);
  if (pull.state !== "open") return;
  pull.close(call.state.clock.now(), { by: call.actor });
  trigger(call, pull.repository, { event: "pull_request", detail: `closed #${pull.number}` });
}

export function reopenPullRequest(call: Call, pull: PullRequest): void {
  const { repository, head, base } = pull;
  requirePermission(call, repository, ["pull_requests", "write"]);
  if (pull.state === "open") return;
  const tip = repository.git.refs.read(`refs/heads/${head}`);
  if (pull.state === "merged" || tip === undefined) {
    const why =
      pull.state === "merged"
        ? "The pull request cannot be reopened."
        : `The ${head} branch has been deleted.`;
    throw validationFailed("PullRequest", `state cannot be changed. ${why}`);
  }
  requireNoOther(repository, head, base);
  pull.state = "open";
  pull.headOid = tip;
  pull.closedAt = undefined;
  pull.closedBase = undefined;
  pull.updatedAt = call.state.clock.now();
  trigger(call, repository, { event: "pull_request", detail: `reopened #${pull.number}` });
}

/** A draft that becomes ready asks the owners of its files. */
export async function setDraft(call: Call, pull: PullRequest, isDraft: boolean): Promise<void> {
  requirePermission(call, pull.repository, ["pull_requests", "write"]);
  pull.isDraft = isDraft;
  pull.updatedAt = call.state.clock.now();
  const detail = `${isDraft ? "converted_to_draft" : "ready_for_review"} #${pull.number}`;
  trigger(call, pull.repository, { event: "pull_request", detail });
  await requestCodeOwners(call.state, pull);
  await call.state.settle(call, pull.repository, []);
}

/** Brings the base into the head branch, by a merge or by putting the commits on top again. */
export async function updateBranch(
  call: Call,
  pull: PullRequest,
  {
    expectedHead,
    method,
  }: { readonly expectedHead?: string | undefined; readonly method: "merge" | "rebase" },
): Promise<void> {
  const { repository, headOid, baseOid, head } = pull;
  requirePermission(call, repository, ["pull_requests", "write"]);
  if (expectedHead !== undefined && expectedHead !== headOid) throw headHasMoved();
  if (!(await isBehind(pull))) {
    throw unprocessable("There are no new commits on the base branch.");
  }
  const after =
    method === "merge" ? await mergeBase(call, pull) : await rebase(call, pull, baseOid);
  if (after === undefined) throw unprocessable(`merge conflict between base and head: ${baseOid}`);
  const force = method === "rebase";
  await updateRefs(call, repository, [
    { name: `refs/heads/${head}`, before: headOid, after, force },
  ]);
}

/** Asks the owners of changed files for a review; a draft asks nobody, and nobody is asked about their own work. */
export async function requestCodeOwners(state: State, pull: PullRequest): Promise<void> {
  if (pull.isDraft) return;
  const { repository } = pull;
  const file = await codeOwners(state, repository, pull.base);
  if (file.rules.length === 0) return;
  const reviewed = new Set<Account>(pull.reviews.map(({ author }) => author));
  for (const { path } of await changedFiles(pull)) {
    for (const owner of ownersOf(file, path)) {
      if (owner.__typename === "Team") pull.requestedTeams.add(owner);
      else if (owner !== pull.author && !reviewed.has(owner)) pull.requestedReviewers.add(owner);
    }
  }
}

async function mergeBase(call: Call, pull: PullRequest): Promise<string | undefined> {
  const { repository, headOid, baseOid, head, base } = pull;
  const tree = await mergedTree(repository, baseOid, headOid);
  if (tree === undefined) return undefined;
  const message = `Merge branch '${base}' into ${head}`;
  return writeSigned(call, repository, { tree, parents: [headOid, baseOid], message });
}

/** One open pull request for each pair of branches. */
function requireNoOther({ pulls, owner }: Repository, head: string, base: string): void {
  const other = pulls.find(
    (pull) => pull.state === "open" && pull.head === head && pull.base === base,
  );
  if (other !== undefined) {
    throw validationFailed(
      "PullRequest",
      `A pull request already exists for ${owner.login}:${head}.`,
    );
  }
}

/** REST names the field, GraphQL lists everything that follows from it. */
function missingBranch(
  field: "head" | "base",
  { base, branch }: { readonly base: string; readonly branch: string },
): GitHubError {
  return new GitHubError("Validation Failed", {
    status: 422,
    type: "UNPROCESSABLE",
    errors: [{ resource: "PullRequest", field, code: "invalid" }],
    graphqlMessage: `Head sha can't be blank, Base sha can't be blank, No commits between ${base} and ${branch}, ${field === "head" ? "Head" : "Base"} ref must be a branch`,
  });
}
