import type { Call } from "../../call.ts";
import { notFound, unprocessable } from "../../errors.ts";
import { zeroOid } from "../../git/objects.ts";
import { updateRefs } from "../../ref-updates.ts";
import type { Repository } from "../../repository.ts";
import { gitRef } from "../present-git.ts";
import { created, noContent, ok, type Routes, repositoryRoute } from "../route.ts";

interface RefParameter {
  /** `heads/main`. */
  readonly ref: string;
}

export const refRoutes: Routes = {
  "git/get-ref": repositoryRoute<RefParameter>(
    ["contents", "read"],
    async (repository, { parameters }, call) => {
      const name = `refs/${parameters.ref}`;
      const oid = repository.git.refs.read(name, call.asOf);
      if (oid === undefined) throw notFound();
      return ok(await shown(call, repository, { name, oid }));
    },
  ),
  "git/list-matching-refs": repositoryRoute<RefParameter>(
    ["contents", "read"],
    async (repository, { parameters }, call) => {
      const refs = repository.git.refs.list(`refs/${parameters.ref}`, call.asOf);
      return ok(await Promise.all(refs.map((ref) => shown(call, repository, ref))));
    },
  ),
  "git/create-ref": repositoryRoute<unknown, { readonly ref: string; readonly sha: string }>(
    ["contents", "write"],
    async (repository, { body: { ref: name, sha: oid } }, call) => {
      if (repository.git.refs.read(name) !== undefined) {
        throw unprocessable("Reference already exists");
      }
      await updateRefs(call, repository, [{ name, before: zeroOid, after: oid, force: false }]);
      return created(await shown(call, repository, { name, oid }));
    },
  ),
  "git/update-ref": repositoryRoute<
    RefParameter,
    { readonly sha: string; readonly force?: boolean }
  >(
    ["contents", "write"],
    async (repository, { parameters, body: { sha: oid, force = false } }, call) => {
      const name = `refs/${parameters.ref}`;
      if (repository.git.refs.read(name) === undefined) {
        throw unprocessable("Reference does not exist");
      }
      await updateRefs(call, repository, [{ name, after: oid, force }]);
      return ok(await shown(call, repository, { name, oid }));
    },
  ),
  "git/delete-ref": repositoryRoute<RefParameter>(
    ["contents", "write"],
    async (repository, { parameters }, call) => {
      await updateRefs(call, repository, [
        { name: `refs/${parameters.ref}`, after: zeroOid, force: true },
      ]);
      return noContent;
    },
  ),
};

async function shown(
  call: Call,
  repository: Repository,
  { name, oid }: { readonly name: string; readonly oid: string },
) {
  const type = await repository.git.typeOf(oid);
  if (type === undefined) throw new Error(`${name} points to ${oid}, which is not there`);
  return gitRef(call, repository, { name, oid, type });
}
