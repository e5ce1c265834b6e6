import { Client } from "../contract/client.ts";
import { LocalGitHub, type NewRepository, type Permissions, type Repository } from "../index.ts";
import type { PullRequest } from "./pull-request.ts";

export const writer: Permissions = {
  contents: "write",
  issues: "write",
  pull_requests: "write",
  statuses: "write",
};

/** A repository with one open pull request by the App `promoter`, from `promote` to `main`. */
export interface Opened {
  readonly repository: Repository;
  readonly pull: PullRequest;
  /** `/repos/{owner}/{repo}` and what follows. */
  readonly path: (suffix: string) => string;
}

export interface OpenOptions extends NewRepository {
  readonly changes?: Record<string, string>;
  readonly draft?: boolean;
}

/** What people and Apps do around pull requests, for tests of what comes of it. */
export class PullRequestWorld implements AsyncDisposable {
  readonly github: LocalGitHub;
  #count = 0;

  private constructor(github: LocalGitHub) {
    this.github = github;
  }

  /** With the App `promoter` and the team `org/owners` of olga; ann and bob may write, ada is admin, rita reads. */
  static async start(): Promise<PullRequestWorld> {
    const github = await LocalGitHub.start();
    github.createTeam("org/owners", ["olga"]);
    await github.createApp({
      slug: "promoter",
      permissions: { ...writer, checks: "write", members: "read" },
      installedOn: "org",
    });
    return new PullRequestWorld(github);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.github[Symbol.asyncDispose]();
  }

  as(login: string): Client {
    const token = this.github.createToken({ kind: "user", login, permissions: writer });
    return new Client(this.github, token.value);
  }

  asApp(): Client {
    const permissions = { ...writer, checks: "write", members: "read" } as const;
    const token = this.github.createToken({ kind: "app", login: "promoter", permissions });
    return new Client(this.github, token.value);
  }

  async open(options: OpenOptions = {}): Promise<Opened> {
    this.#count += 1;
    const { changes = { "apps/a.yaml": "new\n" }, draft = false, ...rest } = options;
    const repository = await this.github.createRepository(`org/p${this.#count}`, {
      files: { "apps/a.yaml": "old\n", "README.md": "x\n" },
      collaborators: {
        ann: "write",
        bob: "write",
        ada: "admin",
        rita: "read",
        "org/owners": "write",
      },
      ...rest,
    });
    const path = (suffix: string) => `/repos/${repository.nameWithOwner}${suffix}`;
    await this.asApp().rest("POST", path("/git/refs"), {
      body: { ref: "refs/heads/promote", sha: repository.head() },
    });
    await this.commit(repository, { branch: "promote", files: changes });
    const { body } = await this.asApp().rest("POST", path("/pulls"), {
      body: { title: "Promote", head: "promote", base: "main", draft },
    });
    const [pull] = repository.pulls;
    if (pull === undefined) throw new Error(JSON.stringify(body));
    return { repository, pull, path };
  }

  async commit(
    repository: Repository,
    change: {
      readonly branch: string;
      readonly files: Record<string, string>;
      readonly by?: string;
    },
  ): Promise<string> {
    const client = change.by === undefined ? this.asApp() : this.as(change.by);
    const additions = Object.entries(change.files).map(([path, text]) => ({
      path,
      contents: Buffer.from(text).toString("base64"),
    }));
    const { createCommitOnBranch } = await client.data(
      "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }",
      {
        input: {
          branch: {
            repositoryNameWithOwner: repository.nameWithOwner,
            branchName: change.branch,
          },
          expectedHeadOid: repository.head(change.branch),
          message: { headline: "change" },
          fileChanges: { additions },
        },
      },
    );
    return createCommitOnBranch.commit.oid;
  }

  merge({ path }: Opened, client = this.asApp(), body: object = {}) {
    return client.rest("PUT", path("/pulls/1/merge"), { body });
  }

  review({ path }: Opened, login: string, event: "APPROVE" | "REQUEST_CHANGES" | "COMMENT") {
    return this.as(login).rest("POST", path("/pulls/1/reviews"), { body: { event, body: "so" } });
  }

  /** A status on the head: `gate`, by the App, unless told otherwise. */
  report(
    { path, pull }: Opened,
    state: "success" | "failure" | "pending",
    { by, context = "gate" }: { readonly by?: string; readonly context?: string } = {},
  ) {
    const client = by === undefined ? this.asApp() : this.as(by);
    return client.rest("POST", path(`/statuses/${pull.headOid}`), { body: { state, context } });
  }

  /** What GraphQL says of the pull request. */
  async view({ repository: { name } }: Opened) {
    const { repository } = await this.asApp().data(
      `query ($name: String!) {
        repository(owner: "org", name: $name) {
          pullRequest(number: 1) {
            id state mergeStateStatus mergeable reviewDecision isInMergeQueue
            autoMergeRequest { mergeMethod enabledBy { login } }
            mergedBy { login }
          }
        }
      }`,
      { name },
    );
    return repository.pullRequest;
  }
}
