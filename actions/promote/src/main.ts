import { explain, GitHubFailure, type Permissions } from "@gitops-actions/adapters/github";
import type { Report } from "@gitops-actions/adapters/runner";
import type { OutputName } from "./action.gen.ts";
import type { Request } from "./inputs.ts";
import type { PassResult } from "./outcome.ts";
import { runPass } from "./pass.ts";
import type { Ports } from "./ports.ts";
import { logLines, report } from "./report.ts";

/** What a run writes; `members` is asked for apart, because not every App has it. */
const WRITES: Permissions = {
  contents: "write",
  pull_requests: "write",
  statuses: "write",
  checks: "write",
  deployments: "read",
};

const READS: Permissions = {
  contents: "read",
  pull_requests: "read",
  statuses: "read",
  checks: "read",
  deployments: "read",
};

/** As often is everything read again when other runs come between; each of them has got further by then. */
const MAX_PASSES = 6;

/** Promotes what was asked for and reports what was found and done. */
export async function main(request: Request, ports: Ports): Promise<Report<OutputName>> {
  const { client, token } = await ports.connect(request.dryRun ? READS : WRITES);
  let result: PassResult | undefined;
  let wrote = false;
  for (let passes = 0; passes < MAX_PASSES && (result === undefined || result.again); passes += 1) {
    const next = await runPass(request, { client, ports }).catch((error: unknown) => {
      if (!(error instanceof GitHubFailure)) throw error;
      throw explain(error, { repository: request.repository, tried: "promote" });
    });
    wrote ||= next.wrote;
    result = result === undefined ? next : withEarlier(result, next);
  }
  if (result === undefined) throw new Error("no pass was made");
  const run = { result: { ...result, wrote }, token, requests: client.requests };
  for (const line of logLines(request, run)) ports.log.info(line);
  return report(request, run);
}

/** What a later pass found, with what an earlier one did where nothing was left to do. */
function withEarlier(earlier: PassResult, later: PassResult): PassResult {
  const outcomes = later.outcomes.map((outcome) => {
    const was = earlier.outcomes.find(
      ({ task: { unit } }) =>
        unit.name === outcome.task.unit.name && unit.environment === outcome.task.unit.environment,
    );
    const didSomething =
      was !== undefined && ["created", "updated", "superseded"].includes(was.operation);
    const isStill = outcome.operation === "none" || outcome.operation === "waiting";
    if (!didSomething || !isStill || outcome.pull?.number !== was.pull?.number) return outcome;
    const { operation, warnings } = was;
    return {
      ...outcome,
      operation,
      warnings,
      closed: [...new Set([...was.closed, ...outcome.closed])],
    };
  });
  return { ...later, outcomes };
}
