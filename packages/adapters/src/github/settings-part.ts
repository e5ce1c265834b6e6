import type { Part } from "@gitops-actions/core/doctor";
import type { Client } from "./client.ts";
import { GitHubFailure } from "./failure.ts";
import { type Patience, retrying } from "./retry.ts";

/** What reads the settings of one repository. */
export interface Reader extends Patience {
  readonly client: Client;
  readonly owner: string;
  readonly repo: string;
}

interface Question {
  /** The permission that suffices, for who lacks it: `actions: read`. */
  readonly needs: string;
  /** Beside owner and repo. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** GitHub's answer, or why there is none. */
export function ask<T>(reader: Reader, route: string, question: Question): Promise<Part<T>> {
  return attempt(() => send<T>(reader, route, question), { ...reader, ...question });
}

/** GitHub's answer, or why there is none; undefined for what is not there. */
export function askIfThere<T>(
  reader: Reader,
  route: string,
  question: Question,
): Promise<Part<T | undefined>> {
  return attempt(() => send<T>(reader, route, question).catch(absent), { ...reader, ...question });
}

function send<T>(
  { client, owner, repo }: Reader,
  route: string,
  { parameters = {} }: Question,
): Promise<T> {
  return client.rest<T>(route, { owner, repo, ...parameters });
}

async function attempt<T>(
  read: () => Promise<T>,
  { needs, ...patience }: Patience & Question,
): Promise<Part<T>> {
  try {
    const value = await retrying(read, { ...patience, retryable: ["limited", "unavailable"] });
    return { known: true, value };
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    return { known: false, ...reasonOf(error, needs) };
  }
}

function absent(error: unknown): undefined {
  if (error instanceof GitHubFailure && error.status === 404) return undefined;
  throw error;
}

function reasonOf({ kind, status, message }: GitHubFailure, needs: string) {
  const words = message.replace(/ - https:\S+$/, ""); // the client adds where it is documented
  // "Upgrade to GitHub Pro or make this repository public to enable this feature."
  const isPlan = status === 403 && /\bupgrade\b/i.test(words);
  const why = kind === "refused" && !isPlan ? `${words}; it needs ${needs}` : words;
  return { why, isPlan };
}

/** The part with its value turned into another. */
export function mapped<T, U>(found: Part<T>, map: (value: T) => U): Part<U> {
  return found.known ? { known: true, value: map(found.value) } : found;
}
