import type { StatusReport } from "../../policy/gates/index.ts";

/** A commit of a pull request. */
export interface PullCommit {
  readonly oid: string;
  readonly message: string;
  /** Login of who made it through GitHub's API or web, where GitHub vouches for that. */
  readonly vouchedAuthor: string | undefined;
  /** Login of the account its author's address belongs to; anybody can write any address. */
  readonly claimedAuthor: string | undefined;
}

/** The last opinion of one person. */
export interface PullReview {
  readonly login: string;
  readonly isBot: boolean;
  readonly state: "approved" | "changes-requested";
  /** The commit that was looked at; undefined where it is gone. */
  readonly oid: string | undefined;
}

/** A status with what it says. */
export interface Rollup extends StatusReport {
  readonly description: string;
}

/** An open pull request as GitHub gives it. */
export interface Pull {
  /** GraphQL node id. */
  readonly id: string;
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  /** Name of its head branch. */
  readonly branch: string;
  readonly headOid: string;
  readonly isDraft: boolean;
  /** Whether the branch is another repository's. */
  readonly isFork: boolean;
  /** Login of who opened it; undefined for an account that is gone. */
  readonly author: string | undefined;
  readonly labels: readonly string[];
  /** The files it changes, old names of renamed ones included; not all of them where `pathsCut`. */
  readonly paths: readonly string[];
  readonly pathsCut: boolean;
  readonly reviews: readonly PullReview[];
  /** Logins of people and slugs of teams whose review is asked for. */
  readonly asked: readonly string[];
  /** The newest commits, oldest of them first; not all where `commitsCut`. */
  readonly commits: readonly PullCommit[];
  readonly commitsCut: boolean;
  /** The newest report of each status and check on the head. */
  readonly reports: ReadonlyMap<string, Rollup>;
  /** Whether GitHub can merge it; `unknown` while it is still finding out. */
  readonly mergeable: "yes" | "conflict" | "unknown";
  readonly hasAutoMerge: boolean;
  /** The merge-group commit, where it stands in the queue. */
  readonly queuedOid: string | undefined;
}

/** Whether a pull request was opened by one of these actors from a branch of the repository itself. */
export function isBy({ author, isFork }: Pull, actors: readonly string[]): boolean {
  return !isFork && author !== undefined && actors.includes(author);
}

/** Whether every commit of a pull request was made by one of these actors, as GitHub vouches. */
export function isOnlyBy({ commits, commitsCut }: Pull, actors: readonly string[]): boolean {
  return (
    !commitsCut &&
    commits.every(
      ({ vouchedAuthor }) => vouchedAuthor !== undefined && actors.includes(vouchedAuthor),
    )
  );
}
