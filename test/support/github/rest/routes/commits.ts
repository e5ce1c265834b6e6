import { commitHandle } from "../../git-handles.ts";
import { commit } from "../present-git.ts";
import { listReply, ok, type PageParameters, type Routes, repositoryRoute } from "../route.ts";
import { commitAt } from "./statuses.ts";

interface ListParameters extends PageParameters {
  readonly sha?: string;
  readonly path?: string;
  readonly author?: string;
  readonly since?: string;
  readonly until?: string;
}

export const commitRoutes: Routes = {
  "repos/get-commit": repositoryRoute<{ readonly ref: string }>(
    ["contents", "read"],
    async (repository, { parameters }, call) => {
      const oid = await commitAt(call, repository, parameters.ref);
      return ok(await commit(call, commitHandle(repository, oid)));
    },
  ),
  "repos/list-commits": repositoryRoute<ListParameters>(
    ["contents", "read"],
    async (repository, request, call) => {
      const { sha = "HEAD", path, author, since, until } = request.parameters;
      const filter = {
        path,
        author,
        since: since === undefined ? undefined : new Date(since),
        until: until === undefined ? undefined : new Date(until),
      };
      const start = await commitAt(call, repository, sha);
      const oids = await repository.git.history.list(start, Number.MAX_SAFE_INTEGER, filter);
      return listReply(oids, request, (oid) => commit(call, commitHandle(repository, oid)));
    },
  ),
};
