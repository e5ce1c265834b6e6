import type { Call } from "../call.ts";
import type { ObjectType, Signature } from "../git/objects.ts";
import { type ObjectHandle, objectNodeId, refNodeId } from "../git-handles.ts";
import type { Repository } from "../repository.ts";
import { timestamp } from "../text.ts";
import { simpleUser } from "./present-account.ts";

export function repositoryUrl({ state }: Call, { nameWithOwner }: Repository): string {
  return `${state.apiUrl}/repos/${nameWithOwner}`;
}

/** A `git-ref`; `type` is that of the object it points to. */
export function gitRef(
  call: Call,
  repository: Repository,
  ref: { readonly name: string; readonly oid: string; readonly type: ObjectType },
) {
  const url = `${repositoryUrl(call, repository)}/git`;
  return {
    ref: ref.name,
    node_id: refNodeId({ repository, fullName: ref.name }),
    url: `${url}/${ref.name}`,
    object: { sha: ref.oid, type: ref.type, url: `${url}/${ref.type}s/${ref.oid}` },
  };
}

/** A `git-commit`: what Git itself knows of it, and whether GitHub signed it. */
export async function gitCommit(call: Call, handle: ObjectHandle) {
  const { repository, oid } = handle;
  const commit = await repository.commit(oid);
  const url = `${repositoryUrl(call, repository)}/git`;
  const html = `${call.state.serverUrl}/${repository.nameWithOwner}/commit`;
  return {
    sha: oid,
    node_id: objectNodeId(handle),
    url: `${url}/commits/${oid}`,
    html_url: `${html}/${oid}`,
    author: gitActor(commit.author),
    committer: gitActor(commit.committer),
    tree: { sha: commit.tree, url: `${url}/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/commits/${sha}`,
      html_url: `${html}/${sha}`,
    })),
    verification: verification(repository, oid, commit.gpgsig),
  };
}

/** A `commit`: with the accounts behind its addresses. */
export async function commit(call: Call, handle: ObjectHandle) {
  const { repository, oid } = handle;
  const { author, committer, ...git } = await gitCommit(call, handle);
  const url = `${repositoryUrl(call, repository)}/commits/${oid}`;
  const { message, tree, verification } = git;
  return {
    sha: oid,
    node_id: git.node_id,
    url,
    html_url: git.html_url,
    comments_url: `${url}/comments`,
    commit: { url: git.url, author, committer, message, tree, comment_count: 0, verification },
    author: accountOf(call, author.email),
    committer: accountOf(call, committer.email),
    parents: git.parents.map((parent) => ({
      ...parent,
      url: `${repositoryUrl(call, repository)}/commits/${parent.sha}`,
    })),
  };
}

function gitActor({ name, email, date }: Signature) {
  return { name, email, date: timestamp(date) };
}

function verification({ signedCommits }: Repository, oid: string, gpgsig: string | undefined) {
  const verified = signedCommits.has(oid);
  return {
    verified,
    reason: verified ? "valid" : gpgsig === undefined ? "unsigned" : "unknown_key",
    signature: gpgsig ?? null,
    payload: null,
    verified_at: null,
  };
}

function accountOf(call: Call, email: string) {
  const { accounts } = call.state;
  const [, login = ""] = /^\d+\+(.+)@users\.noreply\.github\.com$/.exec(email) ?? [];
  const account =
    email === "noreply@github.com"
      ? accounts.user("web-flow")
      : (accounts.userByEmail(email) ?? accounts.find(login));
  return account === undefined ? null : simpleUser(call, account);
}
