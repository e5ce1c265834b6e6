import { recordEnvironment, recordPayload } from "@gitops-actions/core/evidence";
import type { App, LocalGitHub, NewRepository, Repository, Token } from "./github/index.ts";
import { gitopsRepository, sampleDigest } from "./gitops-repository.ts";
import { type BundleRun, type RunBundleOptions, runBundle } from "./run-bundle.ts";
import type { GitHubUrls } from "./runner-environment.ts";

/** `acme/gitops` with the apps named, and an App that may write it. */
export interface World {
  readonly github: LocalGitHub;
  readonly gitops: Repository;
  readonly app: App;
  /** A token of that App. */
  readonly token: Token;
}

export interface WorldOptions {
  readonly apps?: readonly string[];
  /** Files that come with, or instead of, those of the apps. */
  readonly files?: Readonly<Record<string, string>>;
  /** How the repository is set up on GitHub. */
  readonly setup?: Omit<NewRepository, "files">;
}

/** Makes `acme/gitops` on a GitHub. */
export async function makeWorld(
  github: LocalGitHub,
  { apps = ["cart", "checkout", "search"], files = {}, setup = {} }: WorldOptions = {},
): Promise<World> {
  const permissions = {
    contents: "write",
    pull_requests: "write",
    statuses: "write",
    checks: "write",
    deployments: "write",
    members: "read",
  } as const;
  const app = await github.createApp({ slug: "deploy-bot", permissions, installedOn: "acme" });
  const gitops = await github.createRepository("acme/gitops", {
    ...setup,
    files: { ...gitopsRepository({ apps }), ...files },
  });
  const token = github.createToken({ kind: "app", login: "deploy-bot", permissions });
  return { github, gitops, app, token };
}

/** The image reference that a build of an app has: `ghcr.io/acme/checkout:sha-1111111@sha256:...`. */
export function build(app: string, tag: string): string {
  return `ghcr.io/acme/${app}:${tag}@${sampleDigest(`${app}:${tag}`)}`;
}

/** What a job needs to know of the world: where GitHub is, what time it is there, and a token. */
export interface Reach {
  readonly github: GitHubUrls & { readonly clock: { now(): Date } };
  readonly token: { readonly value: string };
}

/** Runs `update-overlay` as the CI of `acme/<app>` does after a push. */
export function updateOverlay(
  { github, token }: Reach,
  inputs: Readonly<Record<string, string>>,
  options: Omit<RunBundleOptions, "with" | "github"> & { readonly runNumber?: number } = {},
): Promise<BundleRun> {
  const { runNumber = 10, context, ...rest } = options;
  return runBundle("update-overlay", {
    github,
    with: {
      "gitops-repository": "acme/gitops",
      environment: "dev",
      "github-token": token.value,
      ...inputs,
    },
    event: {
      name: "push",
      payload: { repository: { pushed_at: github.clock.now().getTime() / 1000 } },
    },
    ...rest,
    context: {
      repository: "acme/checkout",
      workflowRef: "acme/checkout/.github/workflows/ci.yml@refs/heads/main",
      runNumber: String(runNumber),
      runId: String(1000 + runNumber),
      ...context,
    },
  });
}

/** Runs `promote` as a release manager does with the button of the GitOps repository. */
export function promote(
  { github, token }: Pick<World, "github" | "token">,
  inputs: Readonly<Record<string, string>> = {},
  { context, ...options }: Omit<RunBundleOptions, "with" | "github"> = {},
): Promise<BundleRun> {
  return runBundle("promote", {
    github,
    with: { "gitops-repository": "acme/gitops", "github-token": token.value, ...inputs },
    event: { name: "workflow_dispatch", payload: {} },
    ...options,
    context: {
      repository: "acme/gitops",
      workflowRef: "acme/gitops/.github/workflows/promote.yml@refs/heads/main",
      actor: "rita",
      ...context,
    },
  });
}

/** What `verify-canary` records: these images were found good, or not, in an environment. */
export interface Verification {
  readonly app: string;
  readonly environment: string;
  readonly tag: string;
  readonly state?: "success" | "failure" | "in_progress";
  /** Default: now. */
  readonly since?: Date;
}

/** Records a verification as `verify-canary` does, with the token given or that of the App. */
export async function verify(
  { github, gitops, token }: World,
  { app, environment, tag, state = "success", since = github.clock.now() }: Verification,
  by = token,
): Promise<void> {
  const post = async (path: string, body: object): Promise<{ id: number }> => {
    const reply = await fetch(`${github.apiUrl}/repos/acme/gitops/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${by.value}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    return (await reply.json()) as { id: number };
  };
  const name = `ghcr.io/acme/${app}`;
  const { id } = await post("deployments", {
    ref: gitops.head(),
    environment: recordEnvironment(app, environment),
    auto_merge: false,
    required_contexts: [],
    payload: recordPayload({
      app,
      environment,
      images: [{ name, tag, digest: sampleDigest(`${app}:${tag}`) }],
      revision: gitops.head(),
      level: "observed",
      since,
    }),
  });
  await post(`deployments/${id}/statuses`, { state, log_url: "https://example.com/verification" });
}

/** Text with what differs from run to run replaced: addresses, commits, tokens. */
export function stable(text: string, github: LocalGitHub): string {
  return text
    .replaceAll(github.serverUrl, "https://github.example")
    .replaceAll(/\b(?<!sha256:)[0-9a-f]{40}\b/g, "<commit>")
    .replaceAll(/([`[])[0-9a-f]{12}([`\]])/g, "$1<commit>$2")
    .replaceAll(/\b20\d\d-\d\d-\d\d \d\d:\d\d UTC \(\w+\)/g, "<instant>")
    .replaceAll(/^::add-mask::.*$/gm, "::add-mask::***");
}

/** Puts a commit on main as a person's push does: whatever author it claims, GitHub does not vouch for it. */
export async function pushTo(
  { github, gitops }: Pick<World, "github" | "gitops">,
  commit: {
    readonly message: string;
    readonly path: string;
    /** Of the file; default, the message. */
    readonly text?: string;
    readonly email?: string;
  },
): Promise<string> {
  const { git } = gitops;
  const head = gitops.head();
  const now = github.clock.now();
  const author = { name: "somebody", email: commit.email ?? "somebody@example.com", date: now };
  const blob = git.write("blob", Buffer.from(commit.text ?? commit.message));
  const { tree } = await gitops.commit(head);
  const oid = git.writeCommit({
    tree: await git.editTree(tree, new Map([[commit.path, { mode: "100644", oid: blob }]])),
    parents: [head],
    author,
    committer: author,
    message: commit.message,
  });
  await git.refs.update([{ name: "refs/heads/main", before: head, after: oid }], now);
  return oid;
}
