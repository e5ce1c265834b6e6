import { requirePermission } from "../access.ts";
import type { Account } from "../accounts.ts";
import type { Call } from "../call.ts";
import { unprocessable } from "../errors.ts";
import { zeroOid } from "../git/objects.ts";
import type { RefMove } from "../git/refs.ts";
import type { Repository } from "../repository.ts";
import { rulesOfType } from "../rules.ts";
import type { State } from "../state.ts";
import { missingStatuses } from "../status-requirements.ts";
import { headHasMoved } from "./auto-merge.ts";
import { mergeCommit } from "./merge.ts";
import type { PullRequest } from "./pull-request.ts";
import { rulesOf, unmet } from "./requirements.ts";

/** A pull request that waits in line, with the commit that will be the base's if its checks pass. */
export interface MergeQueueEntry {
  readonly __typename: "MergeQueueEntry";
  readonly id: number;
  readonly nodeId: string;
  readonly pull: PullRequest;
  readonly enqueuer: Account;
  readonly enqueuedAt: Date;
  /** The merge-group commit, on top of the one before it in line. */
  headCommit: string | undefined;
  baseCommit: string;
}

/** The branch GitHub pushes a merge-group commit to; checks of `merge_group` run there. */
function groupRef({ pull, baseCommit }: MergeQueueEntry): string {
  return `refs/heads/gh-readonly-queue/${pull.base}/pr-${pull.number}-${baseCommit}`;
}

export function queueOf(repository: Repository, base: string): MergeQueueEntry[] {
  return repository.mergeQueue.filter(({ pull }) => pull.base === base);
}

export function hasQueue(pull: PullRequest): boolean {
  return rulesOfType(rulesOf(pull), "merge_queue").length > 0;
}

export interface EnqueueOptions {
  readonly expectedHead?: string | undefined;
  /** To the head of the line. */
  readonly jump?: boolean | undefined;
}

export async function enqueue(
  call: Call,
  pull: PullRequest,
  { expectedHead, jump = false }: EnqueueOptions,
): Promise<MergeQueueEntry> {
  requirePermission(call, pull.repository, ["contents", "write"]);
  if (!hasQueue(pull)) throw unprocessable("Merge queue is not enabled for this branch.");
  if (pull.state !== "open" || pull.isDraft) throw unprocessable("Pull request is not mergeable");
  if (pull.repository.mergeQueue.some((entry) => entry.pull === pull)) {
    throw unprocessable("Pull request is already in the queue.");
  }
  if (expectedHead !== undefined && expectedHead !== pull.headOid) throw headHasMoved();
  const refusal = await unmet(call.state, pull);
  if (refusal !== undefined) throw unprocessable(refusal.messages.join(" "));
  const entry = join(call, pull, jump);
  await call.state.settle(call, pull.repository, []);
  return entry;
}

/** Puts a pull request in line; whether it may was asked before. */
export function join(
  { state, actor }: Pick<Call, "state" | "actor">,
  pull: PullRequest,
  jump = false,
): MergeQueueEntry {
  const entry: MergeQueueEntry = {
    __typename: "MergeQueueEntry",
    ...state.newIdentity("MQE"),
    pull,
    enqueuer: actor,
    enqueuedAt: state.clock.now(),
    headCommit: undefined,
    baseCommit: zeroOid,
  };
  if (jump) pull.repository.mergeQueue.unshift(entry);
  else pull.repository.mergeQueue.push(entry);
  state.register(entry);
  return entry;
}

/**
 * Takes the queue of a branch as far as it goes: builds the commit of each entry on the one before it,
 * merges from the front what has its checks, and drops what fails, conflicts or lost an approval.
 */
export async function advanceQueue(
  state: State,
  repository: Repository,
  base: string,
): Promise<RefMove[]> {
  const moves: RefMove[] = [];
  for (const entry of queueOf(repository, base)) {
    const line = queueOf(repository, base);
    const before = line[line.indexOf(entry) - 1];
    moves.push(...(await build(state, entry, before?.headCommit ?? repository.head(base))));
    const verdict = await judge(state, entry);
    if (verdict === "drop") moves.push(...(await leave(state, entry)));
    if (verdict === "merge" && before === undefined) moves.push(...(await land(state, entry)));
  }
  return moves;
}

async function build(state: State, entry: MergeQueueEntry, onto: string): Promise<RefMove[]> {
  const { pull, enqueuer: actor } = entry;
  if (entry.baseCommit === onto) return [];
  const moves = await dropGroup(state, entry);
  const [rule] = rulesOfType(rulesOf(pull), "merge_queue");
  entry.baseCommit = onto;
  entry.headCommit = await mergeCommit({ state, actor }, pull, {
    onto,
    method: rule?.method ?? "merge",
  });
  if (entry.headCommit === undefined) return moves;
  const group = { name: groupRef(entry), before: zeroOid, after: entry.headCommit };
  return [...moves, ...(await pull.repository.git.refs.update([group], state.clock.now()))];
}

async function judge(
  state: State,
  { pull, headCommit }: MergeQueueEntry,
): Promise<"merge" | "drop" | "wait"> {
  if (headCommit === undefined || pull.state !== "open") return "drop";
  if ((await unmet(state, pull)) !== undefined) return "drop";
  const messages = rulesOfType(rulesOf(pull), "required_status_checks").flatMap(({ checks }) =>
    missingStatuses(pull.repository, headCommit, checks),
  );
  if (messages.some((message) => message.endsWith("is failing."))) return "drop";
  return messages.length === 0 ? "merge" : "wait";
}

async function land(state: State, entry: MergeQueueEntry): Promise<RefMove[]> {
  const { pull, headCommit, baseCommit, enqueuer } = entry;
  if (headCommit === undefined) return [];
  const base = { name: `refs/heads/${pull.base}`, before: baseCommit, after: headCommit };
  const now = state.clock.now();
  const moves = await pull.repository.git.refs.update([base], now);
  pull.close(now, { by: enqueuer, commit: headCommit });
  return [...moves, ...(await leave(state, entry))];
}

async function leave(state: State, entry: MergeQueueEntry): Promise<RefMove[]> {
  const { mergeQueue } = entry.pull.repository;
  mergeQueue.splice(mergeQueue.indexOf(entry), 1);
  return dropGroup(state, entry);
}

async function dropGroup(state: State, entry: MergeQueueEntry): Promise<RefMove[]> {
  if (entry.headCommit === undefined) return [];
  const group = { name: groupRef(entry), before: entry.headCommit, after: zeroOid };
  return entry.pull.repository.git.refs.update([group], state.clock.now());
}
