import type { Call } from "../call.ts";
import { GitHubError } from "../errors.ts";
import { zeroOid } from "../git/objects.ts";
import type { RefMove } from "../git/refs.ts";
import type { Repository } from "../repository.ts";
import { rulesOfType } from "../rules.ts";
import { trigger } from "../triggers.ts";
import { requestCodeOwners } from "./lifecycle.ts";
import { mergeNow } from "./merge.ts";
import { advanceQueue, hasQueue, join } from "./merge-queue.ts";
import { mergeState } from "./merge-state.ts";
import type { AutoMerge, PullRequest } from "./pull-request.ts";
import { rulesOf } from "./requirements.ts";

type Cause = Pick<Call, "state" | "actor" | "token">;

/**
 * Lets everything follow that follows from a change: pull requests close or count as merged when their
 * branches move, approvals lapse, and what waits for its requirements is merged. Goes on until nothing
 * more happens, since a merge moves a branch again.
 */
export function settle(
  cause: Cause,
  repository: Repository,
  moves: readonly RefMove[],
): Promise<void> {
  const turn = (turns.get(repository) ?? Promise.resolve()).then(() =>
    settleNow(cause, repository, moves),
  );
  turns.set(
    repository,
    turn.catch(() => {}),
  );
  return turn;
}

/** One change after another: two that settle at once would merge the same thing twice. */
const turns = new WeakMap<Repository, Promise<void>>();

async function settleNow(
  cause: Cause,
  repository: Repository,
  moves: readonly RefMove[],
): Promise<void> {
  let next = moves;
  do {
    for (const move of next) await follow(cause, repository, move);
    next = await mergeWhatWaits(cause, repository);
  } while (next.length > 0);
}

function openPulls({ pulls }: Repository): PullRequest[] {
  return pulls.filter(({ state }) => state === "open");
}

async function follow(cause: Cause, repository: Repository, move: RefMove): Promise<void> {
  const branch = /^refs\/heads\/(.+)$/.exec(move.name)?.[1];
  if (branch === undefined) return;
  const isGroup = branch.startsWith("gh-readonly-queue/");
  if (move.after !== zeroOid) {
    trigger(cause, repository, { event: isGroup ? "merge_group" : "push", detail: move.name });
  }
  const pulls = openPulls(repository);
  for (const pull of pulls.filter(({ head }) => head === branch)) {
    await headMoved(cause, pull, move.after);
  }
  await baseMoved(
    cause,
    move,
    pulls.filter(({ base }) => base === branch),
  );
}

/** A head that is deleted, or has nothing left that the base lacks, closes its pull request. */
async function headMoved(cause: Cause, pull: PullRequest, after: string): Promise<void> {
  const now = cause.state.clock.now();
  const { history } = pull.repository.git;
  if (after === zeroOid) return pull.close(now, { by: cause.actor });
  const before = pull.headOid;
  if (before === after) return;
  pull.headOid = after;
  pull.lastPusher = cause.actor;
  pull.updatedAt = now;
  if (await history.isAncestor(after, pull.baseOid)) return pull.close(now, { by: cause.actor });
  for (const rule of rulesOfType(rulesOf(pull), "pull_request")) {
    if (rule.dismissStale) dismissApprovals(pull);
  }
  trigger(cause, pull.repository, { event: "pull_request", detail: `synchronize #${pull.number}` });
  await requestCodeOwners(cause.state, pull);
}

/** A base that is deleted closes its pull requests; one that gets all of a head, by a push, has merged it. */
async function baseMoved(
  cause: Cause,
  { before, after }: RefMove,
  pulls: readonly PullRequest[],
): Promise<void> {
  const [first] = pulls;
  if (first === undefined || before === zeroOid) return;
  const now = cause.state.clock.now();
  const isGone = after === zeroOid;
  const arrived = new Set(isGone ? [] : await first.repository.git.history.between(before, after));
  for (const pull of pulls) {
    if (isGone) pull.close(now, { by: cause.actor });
    else if (arrived.has(pull.headOid)) pull.close(now, { by: cause.actor, commit: pull.headOid });
  }
}

function dismissApprovals({ reviews }: PullRequest): void {
  for (const review of reviews) {
    if (review.state === "APPROVED") review.state = "DISMISSED";
  }
}

/** Merges one thing that is free to go and returns the moves it made. */
async function mergeWhatWaits({ state }: Cause, repository: Repository): Promise<RefMove[]> {
  for (const pull of openPulls(repository)) {
    const { autoMerge } = pull;
    if (autoMerge === undefined) continue;
    const ready = await mergeState(state, pull);
    if (ready !== "CLEAN" && ready !== "UNSTABLE") continue;
    const by = { state, actor: autoMerge.enabledBy };
    if (!hasQueue(pull)) return mergeOrWait(by, pull, autoMerge);
    pull.autoMerge = undefined;
    join(by, pull);
  }
  for (const base of new Set(repository.mergeQueue.map(({ pull }) => pull.base))) {
    const moves = await advanceQueue(state, repository, base);
    if (moves.length > 0) return moves;
  }
  return [];
}

/** Somebody may have pushed to the base meanwhile: the next change gives another chance. */
async function mergeOrWait(
  by: Pick<Cause, "state" | "actor">,
  pull: PullRequest,
  autoMerge: AutoMerge,
): Promise<RefMove[]> {
  try {
    return await mergeNow(by, pull, autoMerge);
  } catch (error) {
    if (error instanceof GitHubError) return [];
    throw error;
  }
}
