import type {
  CreateRefInput,
  DeleteRefInput,
  UpdateRefInput,
  UpdateRefsInput,
} from "@octokit/graphql-schema";
import type { Call } from "../../call.ts";
import { nodeNotFound, unprocessable } from "../../errors.ts";
import { zeroOid } from "../../git/objects.ts";
import { gitNode, type RefHandle, refHandle } from "../../git-handles.ts";
import { updateRefs } from "../../ref-updates.ts";
import { mutation } from "../mutation.ts";
import { nodeOf } from "../node.ts";

export const refMutations = [
  ...mutation<CreateRefInput>("createRef", ["ref"], async ({ repositoryId, name, oid }, call) => {
    const repository = nodeOf(call, "Repository", repositoryId);
    if (repository.git.refs.read(name) !== undefined) {
      throw unprocessable(`A ref named "${name}" already exists in the repository.`);
    }
    await updateRefs(call, repository, [{ name, before: zeroOid, after: oid, force: false }]);
    return { ref: refHandle(call, repository, name) };
  }),
  ...mutation<UpdateRefInput>("updateRef", ["ref"], async ({ refId, oid, force }, call) => {
    const { repository, fullName } = await refById(call, refId);
    await updateRefs(call, repository, [{ name: fullName, after: oid, force: force ?? false }]);
    return { ref: refHandle(call, repository, fullName) };
  }),
  ...mutation<DeleteRefInput>("deleteRef", [], async ({ refId }, call) => {
    const { repository, fullName } = await refById(call, refId);
    await updateRefs(call, repository, [{ name: fullName, after: zeroOid, force: true }]);
    return {};
  }),
  ...mutation<UpdateRefsInput>("updateRefs", [], async ({ repositoryId, refUpdates }, call) => {
    const updates = refUpdates.map(({ name, beforeOid, afterOid, force }) => ({
      name,
      before: beforeOid ?? undefined,
      after: afterOid,
      force: force ?? false,
    }));
    await updateRefs(call, nodeOf(call, "Repository", repositoryId), updates);
    return {};
  }),
];

async function refById(call: Call, id: string): Promise<RefHandle> {
  const ref = await gitNode(call, id);
  if (ref?.__typename !== "Ref") throw nodeNotFound(id);
  return ref;
}
