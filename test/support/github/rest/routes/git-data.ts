import type { Call } from "../../call.ts";
import { requireCleanPath, signatureOf, writeSigned } from "../../commits.ts";
import { notFound, unprocessable } from "../../errors.ts";
import {
  type CommitObject,
  emptyTreeOid,
  type ObjectType,
  type Signature,
  typeOfMode,
} from "../../git/objects.ts";
import type { TreeChange } from "../../git/tree-edit.ts";
import {
  commitHandle,
  type ObjectHandle,
  objectHandle,
  objectNodeId,
  resolveRevision,
} from "../../git-handles.ts";
import type { Repository } from "../../repository.ts";
import { gitCommit, repositoryUrl } from "../present-git.ts";
import { created, ok, type RestReply, type Routes, repositoryRoute } from "../route.ts";

interface NewTree {
  readonly tree: readonly {
    readonly path?: string;
    readonly mode?: string;
    readonly type?: string;
    readonly sha?: string | null;
    readonly content?: string;
  }[];
  readonly base_tree?: string;
}

interface NewCommit {
  readonly message: string;
  readonly tree: string;
  readonly parents?: readonly string[];
  readonly author?: NewSignature;
  readonly committer?: Partial<NewSignature>;
  readonly signature?: string;
}

interface NewSignature {
  readonly name: string;
  readonly email: string;
  readonly date?: string;
}

export const gitDataRoutes: Routes = {
  "git/create-blob": repositoryRoute<
    unknown,
    { readonly content: string; readonly encoding?: string }
  >(["contents", "write"], (repository, { body: { content, encoding = "utf-8" } }, call) => {
    if (encoding !== "utf-8" && encoding !== "base64") {
      throw unprocessable("Encoding must be either 'utf-8' or 'base64'");
    }
    const bytes = Buffer.from(content, encoding === "base64" ? "base64" : "utf8");
    const sha = repository.git.write("blob", bytes);
    return created({ sha, url: `${repositoryUrl(call, repository)}/git/blobs/${sha}` });
  }),
  "git/get-blob": repositoryRoute<{ readonly file_sha: string }>(
    ["contents", "read"],
    async (repository, { parameters, headers }, call) => {
      const object = await repository.git.read(parameters.file_sha);
      if (object?.type !== "blob") throw notFound();
      if (wantsRaw(headers)) return rawReply(object.content);
      return ok({
        sha: object.oid,
        node_id: objectNodeId({ __typename: "Blob", repository, oid: object.oid }),
        size: object.content.length,
        url: `${repositoryUrl(call, repository)}/git/blobs/${object.oid}`,
        content: wrappedBase64(object.content),
        encoding: "base64",
      });
    },
  ),
  "git/create-tree": repositoryRoute<unknown, NewTree>(
    ["contents", "write"],
    async (repository, { body: { tree, base_tree } }, call) => {
      const base =
        base_tree === undefined ? emptyTreeOid : await treeOf(call, repository, base_tree);
      if (base === undefined) throw unprocessable("base_tree is not a valid tree oid");
      const changes = new Map<string, TreeChange>();
      for (const entry of tree) changes.set(...(await changeOf(repository, entry)));
      const oid = await repository.git.editTree(base, changes);
      return created(await shownTree(call, { repository, oid }, ""));
    },
  ),
  "git/get-tree": repositoryRoute<{ readonly tree_sha: string; readonly recursive?: string }>(
    ["contents", "read"],
    async (repository, { parameters: { tree_sha, recursive } }, call) => {
      const oid = await treeOf(call, repository, tree_sha);
      if (oid === undefined) throw notFound();
      // Any value means yes: GitHub's own documentation warns of `recursive=false`.
      return ok(await shownTree(call, { repository, oid }, recursive === undefined ? "" : "deep"));
    },
  ),
  "git/create-commit": repositoryRoute<unknown, NewCommit>(
    ["contents", "write"],
    async (repository, { body }, call) => {
      await requireObjects(call, repository, body);
      const { tree, parents = [], message } = body;
      const oid = isGitHubsOwn(call, body)
        ? writeSigned(call, repository, { tree, parents, message })
        : repository.git.writeCommit(unsignedCommit(call, body));
      return created(await gitCommit(call, commitHandle(repository, oid)));
    },
  ),
  "git/get-commit": repositoryRoute<{ readonly commit_sha: string }>(
    ["contents", "read"],
    async (repository, { parameters }, call) => {
      const handle = await objectHandle(repository, parameters.commit_sha);
      if (handle?.__typename !== "Commit") throw notFound();
      return ok(await gitCommit(call, handle));
    },
  ),
};

export function wantsRaw(headers: Readonly<Record<string, string | undefined>>): boolean {
  return /application\/vnd\.github(\.v3)?\.raw/.test(headers["accept"] ?? "");
}

export function rawReply(bytes: Buffer): RestReply {
  return { status: 200, body: bytes, headers: { "content-type": "application/vnd.github.raw" } };
}

/** GitHub breaks base64 into lines of 60. */
export function wrappedBase64(bytes: Buffer): string {
  return bytes.toString("base64").replace(/.{1,60}/g, "$&\n");
}

/** The tree that an oid of a tree or a commit, or the name of a ref, leads to. */
async function treeOf(call: Call, repository: Repository, name: string) {
  const oid = (await resolveRevision(call, repository, name)) ?? name;
  if (oid === emptyTreeOid) return oid;
  const type = await repository.git.typeOf(oid);
  if (type === "commit") return (await repository.commit(oid)).tree;
  return type === "tree" ? oid : undefined;
}

async function changeOf(
  repository: Repository,
  { path = "", mode = "100644", type, sha, content }: NewTree["tree"][number],
): Promise<[string, TreeChange]> {
  requireCleanPath(path);
  if (sha === null) return [path, undefined];
  if (content !== undefined) {
    return [path, { mode, oid: repository.git.write("blob", Buffer.from(content)) }];
  }
  const wanted = typeOfMode(mode);
  if (sha === undefined) throw unprocessable("tree.sha or tree.content must be given");
  if (type !== undefined && type !== wanted) {
    throw unprocessable(`tree.type ${type} does not go with tree.mode ${mode}`);
  }
  // A submodule's commit lies in another repository.
  if (wanted !== "commit" && (await repository.git.typeOf(sha)) !== wanted) {
    throw unprocessable(`tree.sha ${sha} is not a valid ${wanted}`);
  }
  return [path, { mode, oid: sha }];
}

interface ShownEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: ObjectType;
  readonly sha: string;
  readonly size?: number;
  readonly url: string;
}

async function shownTree(
  call: Call,
  { repository, oid }: Pick<ObjectHandle, "repository" | "oid">,
  depth: "" | "deep",
) {
  const url = `${repositoryUrl(call, repository)}/git`;
  const list = async (tree: string, prefix: string): Promise<ShownEntry[]> => {
    const shown = (await repository.git.readTree(tree)).map(async ({ mode, name, oid: sha }) => {
      const type = typeOfMode(mode);
      const path = `${prefix}${name}`;
      const entry = { path, mode, type, sha, url: `${url}/${type}s/${sha}` };
      if (type === "blob") return [{ ...entry, size: (await repository.git.sizeOf(sha)) ?? 0 }];
      return type === "tree" && depth === "deep"
        ? [entry, ...(await list(sha, `${path}/`))]
        : [entry];
    });
    return (await Promise.all(shown)).flat();
  };
  return { sha: oid, url: `${url}/trees/${oid}`, tree: await list(oid, ""), truncated: false };
}

async function requireObjects(
  call: Call,
  repository: Repository,
  { tree, parents = [] }: NewCommit,
): Promise<void> {
  if ((await treeOf(call, repository, tree)) !== tree) {
    throw unprocessable(`Tree SHA ${tree} does not exist`);
  }
  for (const parent of parents) {
    if ((await repository.git.typeOf(parent)) !== "commit") {
      throw unprocessable("Parent SHA does not exist or is not a commit object");
    }
  }
}

/** A commit by an App or a workflow that names no author is made and signed by GitHub. */
function isGitHubsOwn({ token }: Call, { author, committer, signature }: NewCommit): boolean {
  const isBot = token.kind === "app" || token.kind === "actions";
  return isBot && author === undefined && committer === undefined && signature === undefined;
}

/** Whoever names an author, and every person, gets exactly what was asked for. */
function unsignedCommit(call: Call, commit: NewCommit): CommitObject {
  const { tree, parents = [], message, signature: gpgsig } = commit;
  const actor = signatureOf(call.actor, call.state.clock.now());
  const author = signatureFrom(commit.author ?? {}, actor);
  const committer = signatureFrom(commit.committer ?? {}, author);
  return { tree, parents, message, author, committer, gpgsig };
}

function signatureFrom(
  { name, email, date }: Partial<NewSignature>,
  otherwise: Signature,
): Signature {
  return {
    name: name ?? otherwise.name,
    email: email ?? otherwise.email,
    date: date === undefined ? otherwise.date : new Date(date),
  };
}
