import type { CreateCheckRunInput } from "@octokit/graphql-schema";
import { type CheckConclusion, type CheckStatus, createCheckRun } from "../../checks.ts";
import { mutation } from "../mutation.ts";
import { nodeOf } from "../node.ts";

export const checkMutations = mutation<CreateCheckRunInput>(
  "createCheckRun",
  ["checkRun"],
  async ({ repositoryId, headSha, name, status, conclusion, output, detailsUrl }, call) => ({
    checkRun: await createCheckRun(call, nodeOf(call, "Repository", repositoryId), {
      oid: headSha,
      name,
      // GraphQL has the words of REST in capitals.
      status: status?.toLowerCase() as CheckStatus | undefined,
      conclusion: conclusion?.toLowerCase() as CheckConclusion | undefined,
      detailsUrl: detailsUrl ?? undefined,
      output: output
        ? { title: output.title, summary: output.summary, text: output.text ?? undefined }
        : undefined,
    }),
  }),
);
