import {
  INTENT_LIFE_MS,
  type IntentRequest,
  intentName,
  MAX_INTENT_CHARACTERS,
  writeIntent,
} from "@gitops-actions/core/intent";
import type { BranchSnapshot } from "./branch.ts";
import type { Client } from "./client.ts";
import { makeCommit } from "./commit.ts";
import { GitHubFailure } from "./failure.ts";
import { moveRefs, type Place } from "./intent-refs.ts";

/** An intent of ours: its commit is made, its ref may be there. */
export interface OwnIntent {
  readonly oid: string;
  /** Full name of its ref. */
  readonly name: string;
  readonly place: Place;
  /** Login that made it. */
  readonly actor: string;
  /** When GitHub made it, by GitHub's clock. */
  readonly at: Date;
  /** How far GitHub's clock is ahead of ours. */
  readonly clockAheadMs: number;
}

/**
 * Makes the commit that says what is wanted, or tells why that cannot be done here. The Git Data API is the
 * way to a commit that is on no branch; the tree is the branch's own.
 * @throws `GitHubFailure` that may pass
 */
export async function makeIntent(
  client: Client,
  {
    repository,
    snapshot,
    intent,
  }: {
    readonly repository: string;
    readonly snapshot: BranchSnapshot;
    readonly intent: IntentRequest;
  },
): Promise<OwnIntent | string> {
  const { branch, head, tree, viewer } = snapshot;
  const message = writeIntent({ ...intent, branch });
  if (message.length > MAX_INTENT_CHARACTERS) return "the change is too large for an intent";
  const [headline = "", body = ""] = message.split("\n\n");
  const commit = { repository, parent: head, tree, headline, body, files: [] };
  const made = await makeCommit(client, commit).catch(refusal);
  if (typeof made === "string") return made;
  if (made.verified !== true) return "GitHub does not sign what this token makes";
  const { oid, committedAt: at } = made;
  return {
    oid,
    name: intentName(branch, { at: at.getTime(), oid }),
    place: { repository, repositoryId: snapshot.repository.id, branch },
    actor: viewer,
    at,
    clockAheadMs: at.getTime() - Date.now(),
  };
}

/**
 * Makes the intent's ref; returns why not where that is refused.
 * @throws `GitHubFailure` that may pass
 */
export async function publishIntent(
  client: Client,
  { name, oid, place }: OwnIntent,
): Promise<string | undefined> {
  try {
    await moveRefs(client, place, { moves: [{ name, before: undefined, after: oid }] });
    return undefined;
  } catch (error) {
    // It is there already: an earlier try made it whose answer was lost.
    if (error instanceof GitHubFailure && error.kind === "stale") return undefined;
    return refusal(error);
  }
}

/** Takes the intent back; one that is gone is as good. @throws `GitHubFailure` that may pass */
export async function withdrawIntent(
  client: Client,
  { name, oid, place }: OwnIntent,
  signal?: AbortSignal,
): Promise<void> {
  const moves = [{ name, before: oid, after: undefined }];
  const options = signal === undefined ? { moves } : { moves, signal };
  await moveRefs(client, place, options).catch((error: unknown) => {
    const isGone = error instanceof GitHubFailure && error.kind === "stale";
    if (!isGone) throw error;
  });
}

/** The runner gives five seconds after it cancels. */
const CANCEL_MS = 3_000;

/** Takes the intent back after the client's own signal was aborted; says what came of it. */
export async function withdrawAfterCancel(client: Client, own: OwnIntent): Promise<string> {
  try {
    await withdrawIntent(client, own, AbortSignal.timeout(CANCEL_MS));
    return "the intent was withdrawn";
  } catch {
    const minutes = INTENT_LIFE_MS / 60_000;
    return `the intent could not be withdrawn: it lands, or expires within ${minutes} minutes`;
  }
}

function refusal(error: unknown): string {
  if (error instanceof GitHubFailure && error.kind === "refused") return error.message;
  throw error;
}
