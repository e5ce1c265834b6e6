import { sampleDigest } from "./gitops-repository.ts";
import type { World } from "./journey.ts";

/** A commit on a branch, made in the browser. */
export interface PersonalCommit {
  readonly branch: string;
  readonly path: string;
  readonly text: string;
  readonly message?: string;
}

/** Somebody who works on `acme/gitops` in the browser: everything goes through the API, as their own. */
export class Person {
  readonly login: string;
  readonly #world: World;
  readonly #token: string;

  constructor(world: World, login: string, role: "write" | "admin" | "read" = "write") {
    this.login = login;
    this.#world = world;
    world.gitops.collaborators.set(world.github.createUser(login), role);
    const permissions = { contents: "write", pull_requests: "write", statuses: "write" } as const;
    this.#token = world.github.createToken({ kind: "user", login, permissions }).value;
  }

  async approve(number: number): Promise<void> {
    await this.#rest("POST", `pulls/${number}/reviews`, { event: "APPROVE" });
  }

  async merge(number: number): Promise<void> {
    await this.#rest("PUT", `pulls/${number}/merge`, {});
  }

  /** Merges the base into the branch of a pull request, as the button does. */
  async updateBranch(number: number): Promise<void> {
    await this.#rest("PUT", `pulls/${number}/update-branch`, {});
  }

  async requestChanges(number: number): Promise<void> {
    await this.#rest("POST", `pulls/${number}/reviews`, { event: "REQUEST_CHANGES", body: "no" });
  }

  async edit(number: number, words: { title?: string; body?: string; state?: "closed" | "open" }) {
    await this.#rest("PATCH", `pulls/${number}`, words);
  }

  /** Puts a file on a branch, which is made from main where it is not there; the new commit's oid. */
  async commit({
    branch,
    path,
    text,
    message = `change ${path}`,
  }: PersonalCommit): Promise<string> {
    const { git, nameWithOwner } = this.#world.gitops;
    if (git.refs.read(`refs/heads/${branch}`) === undefined) {
      await this.#rest("POST", "git/refs", {
        ref: `refs/heads/${branch}`,
        sha: this.#world.gitops.head(),
      });
    }
    const input = {
      branch: { repositoryNameWithOwner: nameWithOwner, branchName: branch },
      expectedHeadOid: this.#world.gitops.head(branch),
      message: { headline: message },
      fileChanges: { additions: [{ path, contents: Buffer.from(text).toString("base64") }] },
    };
    const query =
      "mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }";
    const reply = await this.#graphql(query, input);
    const { data } = (await reply.json()) as {
      data: { createCommitOnBranch: { commit: { oid: string } } };
    };
    return data.createCommitOnBranch.commit.oid;
  }

  /** Has GitHub merge a pull request when its rules are met, as the button does. */
  async arm(number: number): Promise<void> {
    const query =
      "mutation($input: EnablePullRequestAutoMergeInput!) { enablePullRequestAutoMerge(input: $input) { clientMutationId } }";
    const pull = this.#world.gitops.pulls[number - 1];
    await this.#graphql(query, { pullRequestId: pull?.nodeId });
  }

  /** Has an app run a build in an environment, by a commit on main. */
  async deploy(app: string, environment: string, tag: string): Promise<void> {
    const path = `apps/${app}/overlays/${environment}/kustomization.yaml`;
    const text = (await this.#world.gitops.file(path)) ?? "";
    const digest = sampleDigest(`${app}:${tag}`);
    const moved = text
      .replace(/newTag: \S+/, `newTag: ${tag}`)
      .replace(/digest: \S+/, `digest: ${digest}`);
    await this.commit({ branch: "main", path, text: moved });
  }

  async openPull(head: string, { title = "by hand", body = "" } = {}): Promise<number> {
    const reply = await this.#rest("POST", "pulls", { head, base: "main", title, body });
    return ((await reply.json()) as { number: number }).number;
  }

  async post(path: string, body: object): Promise<Response> {
    return this.#rest("POST", path, body);
  }

  #graphql(query: string, input: object): Promise<Response> {
    return this.#send("POST", this.#world.github.graphqlUrl, { query, variables: { input } });
  }

  #rest(method: string, path: string, body: object): Promise<Response> {
    const { github, gitops } = this.#world;
    return this.#send(method, `${github.apiUrl}/repos/${gitops.nameWithOwner}/${path}`, body);
  }

  async #send(method: string, url: string, body: object): Promise<Response> {
    const reply = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`${method} ${url}: ${reply.status} ${await reply.text()}`);
    return reply;
  }
}
