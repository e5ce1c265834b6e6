import { notAccessible, requirePermission } from "./access.ts";
import type { Call } from "./call.ts";
import { GitHubError, unprocessable } from "./errors.ts";
import { zeroOid } from "./git/objects.ts";
import { isRefName } from "./git/ref-names.ts";
import { RefConflict } from "./git/ref-transactions.ts";
import type { RefMove } from "./git/refs.ts";
import { type RefChange, RuleViolation, refusalOf } from "./push-rules.ts";
import type { Repository } from "./repository.ts";
import { permits } from "./tokens.ts";

export interface RefUpdateRequest {
  readonly name: string;
  /** Where the ref must be; the zero oid = nowhere; absent = wherever it is. */
  readonly before?: string | undefined;
  /** Where it goes; the zero oid deletes it. */
  readonly after: string;
  readonly force: boolean;
}

const workflows = ".github/workflows";

/** The token may not touch workflows; the API only says that something is not accessible, a push says what. */
export class WorkflowsRefused extends GitHubError {
  constructor(call: Call) {
    super(notAccessible(call).message, { status: 403, type: "FORBIDDEN" });
  }
}

/** Moves refs as an API call does: permissions, branch rules, fast-forward, then all of them or none. */
export async function updateRefs(
  call: Call,
  repository: Repository,
  requests: readonly RefUpdateRequest[],
): Promise<RefMove[]> {
  requirePermission(call, repository, ["contents", "write"]);
  const changes: RefChange[] = [];
  for (const request of requests) changes.push(await checked(call, repository, request));
  try {
    const moves = await repository.git.refs.update(changes, call.state.clock.now());
    await call.state.settle(call, repository, moves);
    return moves;
  } catch (error) {
    if (error instanceof RefConflict) throw lostRace(repository, changes) ?? error;
    throw error;
  }
}

async function checked(
  call: Call,
  repository: Repository,
  { name, before: expected, after, force }: RefUpdateRequest,
): Promise<RefChange> {
  if (!isRefName(name)) throw unprocessable(`${name} is not a valid ref name.`);
  const before = repository.git.refs.read(name) ?? zeroOid;
  if (expected !== undefined && expected !== before) throw isElsewhere(name, before, expected);
  if (before === zeroOid && after === zeroOid) throw unprocessable("Reference does not exist");
  if (after === zeroOid && name === `refs/heads/${repository.defaultBranch}`) {
    throw unprocessable("Cannot delete the default branch");
  }
  if (after !== zeroOid) await requireTarget(repository, name, after);
  const isFastForward = await isForward(repository, before, after);
  if (!isFastForward && !force) throw unprocessable("Update is not a fast forward");

  const change = { name, before, after, isFastForward };
  if (!permits(call.token.permissions, "workflows", "write")) {
    if (await changesWorkflows(repository, change)) throw new WorkflowsRefused(call);
  }
  const refusal = await refusalOf(call, repository, change);
  if (refusal !== undefined) throw new RuleViolation(name, refusal);
  return change;
}

async function requireTarget(repository: Repository, name: string, oid: string): Promise<void> {
  const type = await repository.git.typeOf(oid);
  if (type === undefined) throw unprocessable("Object does not exist");
  if (type !== "commit" && name.startsWith("refs/heads/")) {
    throw unprocessable("Object is not a commit");
  }
}

async function isForward(repository: Repository, before: string, after: string): Promise<boolean> {
  if (before === zeroOid || after === zeroOid || before === after) return true;
  const [from, to] = await Promise.all([repository.git.peel(before), repository.git.peel(after)]);
  if (from === undefined || to === undefined) return false;
  return repository.git.history.isAncestor(from, to);
}

/** A new ref is compared with the default branch: workflows that are there already come with it. */
async function changesWorkflows(
  repository: Repository,
  { before, after }: Pick<RefChange, "before" | "after">,
): Promise<boolean> {
  if (after === zeroOid) return false;
  const known =
    before === zeroOid
      ? repository.git.refs.read(`refs/heads/${repository.defaultBranch}`)
      : before;
  const [old, now] = await Promise.all([folderOf(repository, known), folderOf(repository, after)]);
  return now !== undefined && old !== now;
}

async function folderOf(repository: Repository, oid: string | undefined) {
  const commit = oid === undefined ? undefined : await repository.git.peel(oid);
  if (commit === undefined) return undefined;
  return (await repository.git.entryAt((await repository.commit(commit)).tree, workflows))?.oid;
}

/** Two writers passed the checks and this one came second; GitHub then speaks of refs, not of branches. */
function lostRace(repository: Repository, changes: readonly RefChange[]) {
  for (const { name, before } of changes) {
    const actual = repository.git.refs.read(name) ?? zeroOid;
    if (actual !== before) return isElsewhere(name, actual, before);
  }
  return undefined;
}

function isElsewhere(name: string, actual: string, expected: string) {
  return unprocessable(`Ref ${name} is at ${actual} but expected ${expected}`);
}
