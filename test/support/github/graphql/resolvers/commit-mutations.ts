import type { CommittableBranch, CreateCommitOnBranchInput } from "@octokit/graphql-schema";
import type { Call } from "../../call.ts";
import { createCommitOnBranch } from "../../commits.ts";
import { nodeNotFound, unprocessable } from "../../errors.ts";
import { commitHandle, gitNode, refHandle } from "../../git-handles.ts";
import type { Repository } from "../../repository.ts";
import { mutation } from "../mutation.ts";
import { repositoryByName } from "./repository.ts";

export const commitMutations = mutation<CreateCommitOnBranchInput>(
  "createCommitOnBranch",
  ["commit", "ref"],
  async ({ branch, expectedHeadOid, message, fileChanges }, call) => {
    const { repository, name } = await branchOf(call, branch);
    const oid = await createCommitOnBranch(call, repository, {
      branch: name,
      expectedHeadOid,
      message: message.body ? `${message.headline}\n\n${message.body}` : message.headline,
      additions: (fileChanges?.additions ?? []).map(({ path, contents }) => ({
        path,
        contents: Buffer.from(contents, "base64"),
      })),
      deletions: (fileChanges?.deletions ?? []).map(({ path }) => path),
    });
    return {
      commit: commitHandle(repository, oid),
      ref: refHandle(call, repository, `refs/heads/${name}`),
    };
  },
);

/** Named by id, or by repository and branch; never by both. */
async function branchOf(
  call: Call,
  { id, repositoryNameWithOwner, branchName }: CommittableBranch,
): Promise<{ readonly repository: Repository; readonly name: string }> {
  if (id) {
    const ref = await gitNode(call, id);
    if (ref?.__typename !== "Ref") throw nodeNotFound(id);
    return { repository: ref.repository, name: ref.fullName.replace("refs/heads/", "") };
  }
  if (!repositoryNameWithOwner || !branchName) {
    throw unprocessable(
      "A branch is given by `id`, or by `repositoryNameWithOwner` and `branchName`.",
    );
  }
  const repository = repositoryByName(call, repositoryNameWithOwner);
  return { repository, name: branchName.replace(/^refs\/heads\//, "") };
}
