import type { Call } from "../../call.ts";
import { notFound, validationFailed } from "../../errors.ts";
import { type TreeEntry, typeOfMode } from "../../git/objects.ts";
import { resolveRevision } from "../../git-handles.ts";
import type { Repository } from "../../repository.ts";
import { repositoryUrl } from "../present-git.ts";
import { ok, type Routes, repositoryRoute } from "../route.ts";
import { rawReply, wantsRaw, wrappedBase64 } from "./git-data.ts";

/** Larger files come without their content, larger ones still (100 MB) not at all. */
const largestInline = 1_000_000;

interface ContentParameters {
  readonly path: string;
  readonly ref?: string;
}

export const contentRoutes: Routes = {
  "repos/get-content": repositoryRoute<ContentParameters>(
    ["contents", "read"],
    async (repository, { parameters: { path, ref = "HEAD" }, headers }, call) => {
      const revision = await resolveRevision(call, repository, ref);
      const commit = revision && (await repository.git.peel(revision));
      if (commit === undefined) throw notFound(`No commit found for the ref ${ref}`);
      const { tree } = await repository.commit(commit);
      const entry = await repository.git.entryAt(tree, path);
      if (entry === undefined) throw notFound();
      const place = { path: path.replace(/\/+$/, ""), ref };

      if (typeOfMode(entry.mode) === "tree") {
        const entries = await repository.git.readTree(entry.oid);
        return ok(
          await Promise.all(
            entries.map(async (child) => ({
              ...item(call, repository, child, within(place, child.name)),
              size: (await repository.git.sizeOf(child.oid)) ?? 0,
            })),
          ),
        );
      }
      const object = await repository.git.read(entry.oid);
      if (object === undefined) throw validationFailed("Content", "submodules have no content");
      if (wantsRaw(headers)) return rawReply(object.content);
      return ok({ ...item(call, repository, entry, place), ...body(entry, object.content) });
    },
  ),
};

interface Place {
  readonly path: string;
  readonly ref: string;
}

function within({ path, ref }: Place, name: string): Place {
  return { path: path === "" ? name : `${path}/${name}`, ref };
}

function body({ mode }: TreeEntry, content: Buffer) {
  const size = content.length;
  if (mode === "120000") return { size, target: content.toString("utf8") };
  if (size > largestInline) return { size, encoding: "none", content: "" };
  return { size, encoding: "base64", content: wrappedBase64(content) };
}

function item(
  call: Call,
  repository: Repository,
  { mode, name, oid }: TreeEntry,
  { path, ref }: Place,
) {
  const type = typeOfMode(mode);
  const kind = {
    tree: "dir",
    commit: "submodule",
    tag: "file",
    blob: mode === "120000" ? "symlink" : "file",
  };
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  const base = repositoryUrl(call, repository);
  const html = `${call.state.serverUrl}/${repository.nameWithOwner}`;
  const url = `${base}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const gitUrl = `${base}/git/${type}s/${oid}`;
  const htmlUrl = `${html}/${type}/${encodeURIComponent(ref)}/${encoded}`;
  return {
    type: kind[type],
    name,
    path,
    sha: oid,
    url,
    git_url: gitUrl,
    html_url: htmlUrl,
    download_url: type === "blob" ? `${html}/raw/${encodeURIComponent(ref)}/${encoded}` : null,
    _links: { self: url, git: gitUrl, html: htmlUrl },
  };
}
