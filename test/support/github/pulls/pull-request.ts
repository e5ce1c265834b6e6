import type { Account, Team } from "../accounts.ts";
import { nodeId } from "../node-ids.ts";
import type { Repository } from "../repository.ts";
import type { MergeMethod } from "../rules.ts";
import type { IssueComment } from "./comments.ts";
import type { Label } from "./labels.ts";
import type { Review } from "./reviews.ts";

/** A wish to merge as soon as everything that the branch demands is there. */
export interface AutoMerge {
  readonly enabledBy: Account;
  readonly enabledAt: Date;
  readonly method: MergeMethod;
  readonly headline: string | undefined;
  readonly body: string | undefined;
}

export interface PullRequestOptions {
  readonly id: number;
  readonly number: number;
  readonly repository: Repository;
  readonly author: Account;
  readonly title: string;
  readonly body: string | null;
  /** Branch names, without `refs/heads/`. */
  readonly head: string;
  readonly base: string;
  readonly headOid: string;
  readonly isDraft: boolean;
  readonly createdAt: Date;
}

/** One pull request, between two branches of the same repository. */
export class PullRequest {
  readonly __typename = "PullRequest";
  readonly id: number;
  readonly nodeId: string;
  readonly number: number;
  readonly repository: Repository;
  readonly author: Account;
  readonly head: string;
  readonly createdAt: Date;
  base: string;
  title: string;
  body: string | null;
  state: "open" | "closed" | "merged" = "open";
  isDraft: boolean;
  /** Where the head branch was when it was last seen to move. */
  headOid: string;
  /** Who moved it there: with "last push approval" their own approval does not count. */
  lastPusher: Account;
  updatedAt: Date;
  closedAt: Date | undefined;
  mergedBy: Account | undefined;
  /** Who closed it last, and when; a merge closes it too. */
  closedBy: { readonly actor: Account; readonly at: Date } | undefined;
  mergeCommit: string | undefined;
  /** Where the base was when it was closed or merged. */
  closedBase: string | undefined;
  autoMerge: AutoMerge | undefined;
  readonly labels = new Set<Label>();
  readonly requestedReviewers = new Set<Account>();
  readonly requestedTeams = new Set<Team>();
  readonly reviews: Review[] = [];
  readonly comments: IssueComment[] = [];

  constructor(options: PullRequestOptions) {
    this.id = options.id;
    this.nodeId = nodeId("PR", options.id);
    this.number = options.number;
    this.repository = options.repository;
    this.author = options.author;
    this.title = options.title;
    this.body = options.body;
    this.head = options.head;
    this.base = options.base;
    this.headOid = options.headOid;
    this.isDraft = options.isDraft;
    this.createdAt = options.createdAt;
    this.updatedAt = options.createdAt;
    this.lastPusher = options.author;
  }

  /** Where the base branch is, or was when the pull request came to its end. */
  get baseOid(): string {
    return this.closedBase ?? this.repository.head(this.base);
  }

  /** Ends it; a merge has a commit. */
  close(
    at: Date,
    { by, commit }: { readonly by: Account; readonly commit?: string | undefined },
  ): void {
    this.closedBase ??= this.repository.git.refs.read(`refs/heads/${this.base}`) ?? this.headOid;
    this.state = commit === undefined ? "closed" : "merged";
    this.mergedBy = commit === undefined ? undefined : by;
    this.mergeCommit = commit;
    this.closedAt = at;
    this.closedBy = { actor: by, at };
    this.updatedAt = at;
    this.autoMerge = undefined;
  }
}
