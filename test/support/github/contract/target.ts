import { randomBytes } from "node:crypto";
import { vi } from "vitest";
import { LocalGitHub } from "../index.ts";
import { Client } from "./client.ts";

const files = {
  "README.md": "# Scratch\n",
  "apps/checkout/overlays/dev/kustomization.yaml":
    "resources:\n  - ../../base\nimages:\n  - name: checkout\n    newTag: sha-0000001\n",
};

/**
 * What the contract tests talk to: the local GitHub, or with `CONTRACT_GITHUB_TOKEN` and
 * `CONTRACT_REPOSITORY` (`owner/name`, a scratch repository) the real one. Every test works on branches
 * of its own, with random names.
 */
export class Target implements AsyncDisposable {
  readonly client: Client;
  readonly nameWithOwner: string;
  readonly owner: string;
  readonly name: string;
  /** For `expect.poll`: how long something that happens in the background may take. */
  readonly patience: { readonly timeout: number; readonly interval: number };
  readonly #local: LocalGitHub | undefined;

  private constructor(client: Client, nameWithOwner: string, local?: LocalGitHub) {
    this.client = client;
    this.nameWithOwner = nameWithOwner;
    const [owner = "", name = ""] = nameWithOwner.split("/");
    this.owner = owner;
    this.name = name;
    this.#local = local;
    this.patience =
      local === undefined ? { timeout: 60_000, interval: 2_000 } : { timeout: 1_000, interval: 10 };
  }

  static async open(): Promise<Target> {
    const { CONTRACT_GITHUB_TOKEN: token, CONTRACT_REPOSITORY: repository } = process.env;
    if (token !== undefined && repository !== undefined) {
      const apiUrl = process.env["GITHUB_API_URL"] ?? "https://api.github.com";
      const graphqlUrl = process.env["GITHUB_GRAPHQL_URL"] ?? `${apiUrl}/graphql`;
      vi.setConfig({ testTimeout: 120_000 });
      return new Target(new Client({ apiUrl, graphqlUrl }, token, 1_000), repository);
    }
    const github = await LocalGitHub.start();
    await github.createRepository("org/scratch", { files, settings: { autoMerge: true } });
    const { value } = github.createToken({
      kind: "actions",
      permissions: {
        checks: "write",
        contents: "write",
        deployments: "write",
        issues: "write",
        pull_requests: "write",
        statuses: "write",
      },
    });
    return new Target(new Client(github, value), "org/scratch", github);
  }

  /** `/repos/{owner}/{repo}` and what follows. */
  path(rest = ""): string {
    return `/repos/${this.nameWithOwner}${rest}`;
  }

  /** A name that no other test or run uses. */
  freshName(): string {
    return `contract/${randomBytes(6).toString("hex")}`;
  }

  /** A new branch at the default branch's head; the default branch itself stays as it is. */
  async freshBranch(): Promise<{ readonly name: string; readonly head: string }> {
    const head = await this.#defaultHead();
    const name = this.freshName();
    const body = { ref: `refs/heads/${name}`, sha: head };
    const { status } = await this.client.rest("POST", this.path("/git/refs"), { body });
    if (status !== 201) throw new Error(`creating the branch ${name} gave ${status}`);
    return { name, head };
  }

  /** The oid that a ref points to now, `undefined` when it is not there. */
  async refOid(ref: string): Promise<string | undefined> {
    const { status, body } = await this.client.rest("GET", this.path(`/git/ref/${ref}`));
    return status === 200 ? body.object.sha : undefined;
  }

  /** A file committed on a branch; returns the commit. */
  async commit(
    branch: { readonly name: string; readonly head: string },
    additions: Readonly<Record<string, string>>,
  ): Promise<string> {
    const { createCommitOnBranch } = await this.client.data(
      "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }",
      { input: this.commitInput(branch, { additions }) },
    );
    return createCommitOnBranch.commit.oid;
  }

  /** The input of `createCommitOnBranch`, with plain text for contents. */
  commitInput(
    branch: { readonly name: string; readonly head: string },
    changes: {
      readonly additions?: Readonly<Record<string, string>>;
      readonly deletions?: readonly string[];
      readonly headline?: string;
      readonly body?: string;
    },
  ): object {
    const { additions = {}, deletions = [], headline = "contract: change", body } = changes;
    return {
      branch: { repositoryNameWithOwner: this.nameWithOwner, branchName: branch.name },
      expectedHeadOid: branch.head,
      message: { headline, ...(body === undefined ? {} : { body }) },
      fileChanges: {
        additions: Object.entries(additions).map(([path, text]) => ({
          path,
          contents: Buffer.from(text).toString("base64"),
        })),
        deletions: deletions.map((path) => ({ path })),
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#local?.[Symbol.asyncDispose]();
  }

  async #defaultHead(): Promise<string> {
    const { repository } = await this.client.data(
      "query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { defaultBranchRef { target { oid } } } }",
      { owner: this.owner, name: this.name },
    );
    return repository.defaultBranchRef.target.oid;
  }
}
