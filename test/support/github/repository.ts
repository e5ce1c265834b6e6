import type { Account, Role, Team } from "./accounts.ts";
import { roleReaches } from "./accounts.ts";
import type { Attestation } from "./attestations.ts";
import type { CheckRun } from "./checks.ts";
import type { Deployment, Environment } from "./deployments.ts";
import type { GitRepository } from "./git/git-repository.ts";
import type { CommitObject } from "./git/objects.ts";
import { nodeId } from "./node-ids.ts";
import type { Label } from "./pulls/labels.ts";
import type { MergeQueueEntry } from "./pulls/merge-queue.ts";
import type { PullRequest } from "./pulls/pull-request.ts";
import { type AppliedRule, type MergeMethod, type RuleSource, rulesFor } from "./rules.ts";
import type { CommitStatus } from "./statuses.ts";
import type { Trigger } from "./triggers.ts";

export interface RepositoryOptions {
  readonly id: number;
  readonly owner: Account;
  readonly name: string;
  readonly git: GitRepository;
  readonly isPrivate: boolean;
  readonly defaultBranch: string;
  readonly createdAt: Date;
}

/** What a repository's settings page holds. */
export interface RepositorySettings {
  mergeMethods: readonly MergeMethod[];
  autoMerge: boolean;
  deleteBranchOnMerge: boolean;
  /** "Allow GitHub Actions to create and approve pull requests". */
  actionsMayOpenPulls: boolean;
  /** `free`: of a private repository neither rules nor protected environments are to be had. */
  plan: "free" | "team";
  actions: {
    readonly enabled: boolean;
    readonly allowed: "all" | "local_only" | "selected";
    readonly shaPinning: boolean;
    /** Of workflows that name none. */
    readonly permissions: "read" | "write";
  };
}

/** One repository: its settings, its rules, what people and Apps said about its commits; its Git data is in `git`. */
export class Repository {
  readonly __typename = "Repository";
  readonly id: number;
  readonly nodeId: string;
  readonly owner: Account;
  readonly name: string;
  readonly git: GitRepository;
  readonly isPrivate: boolean;
  readonly defaultBranch: string;
  readonly createdAt: Date;
  isArchived = false;

  readonly settings: RepositorySettings = {
    mergeMethods: ["merge", "squash", "rebase"],
    autoMerge: false,
    deleteBranchOnMerge: false,
    actionsMayOpenPulls: true,
    plan: "team",
    actions: { enabled: true, allowed: "all", shaPinning: false, permissions: "read" },
  };
  readonly collaborators = new Map<Account, Role>();
  readonly teams = new Map<Team, Role>();
  readonly ruleSources: RuleSource[] = [];
  /** Commits that GitHub made and signed itself; nothing else is verified. */
  readonly signedCommits = new Set<string>();
  /** By commit, newest first. */
  readonly statuses = new Map<string, CommitStatus[]>();
  readonly checkRuns: CheckRun[] = [];
  readonly labels: Label[] = [];
  readonly pulls: PullRequest[] = [];
  /** Entries of the merge queues, first in line first. */
  readonly mergeQueue: MergeQueueEntry[] = [];
  readonly deployments: Deployment[] = [];
  readonly environments = new Map<string, Environment>();
  readonly attestations: Attestation[] = [];
  /** What workflows could have started on, in order. */
  readonly triggers: Trigger[] = [];

  constructor(options: RepositoryOptions) {
    this.id = options.id;
    this.nodeId = nodeId("R", options.id);
    this.owner = options.owner;
    this.name = options.name;
    this.git = options.git;
    this.isPrivate = options.isPrivate;
    this.defaultBranch = options.defaultBranch;
    this.createdAt = options.createdAt;
  }

  /** Issues and pull requests share their numbers. */
  get nextNumber(): number {
    return this.pulls.length + 1;
  }

  get nameWithOwner(): string {
    return `${this.owner.login}/${this.name}`;
  }

  /** The highest role that being a collaborator, a team's member or the owner gives. */
  roleOf(account: Account): Role | undefined {
    if (account === this.owner) return "admin";
    let highest = this.collaborators.get(account);
    for (const [team, role] of this.teams) {
      if (team.members.has(account) && !roleReaches(highest, role)) highest = role;
    }
    return highest;
  }

  /** The rules that hold for a full ref name. */
  rulesFor(ref: string): AppliedRule[] {
    return rulesFor(this.ruleSources, ref, this.defaultBranch);
  }

  /** The oid a branch points to now. Throws when there is no such branch. */
  head(branch: string = this.defaultBranch): string {
    const oid = this.git.refs.read(`refs/heads/${branch}`);
    if (oid === undefined) throw new Error(`${this.nameWithOwner} has no branch "${branch}"`);
    return oid;
  }

  /** The text of a file at a branch's head, `undefined` where there is none. */
  async file(path: string, branch: string = this.defaultBranch): Promise<string | undefined> {
    const entry = await this.git.entryAt((await this.commit(this.head(branch))).tree, path);
    const object = entry && (await this.git.read(entry.oid));
    return object?.type === "blob" ? object.content.toString("utf8") : undefined;
  }

  /** Throws when there is no such commit. */
  async commit(oid: string): Promise<CommitObject> {
    const commit = await this.git.readCommit(oid);
    if (commit === undefined) throw new Error(`${this.nameWithOwner} has no commit ${oid}`);
    return commit;
  }

  /** The newest commits of a branch, newest first. */
  async log(
    branch: string = this.defaultBranch,
    limit = 100,
  ): Promise<({ readonly oid: string } & CommitObject)[]> {
    const oids = await this.git.history.list(this.head(branch), limit);
    return Promise.all(oids.map(async (oid) => ({ oid, ...(await this.commit(oid)) })));
  }
}
