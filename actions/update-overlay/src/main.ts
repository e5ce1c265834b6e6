import type { Connect, Patience } from "@gitops-actions/adapters/github";
import type { Log, Report } from "@gitops-actions/adapters/runner";
import type { OutputName } from "./action.gen.ts";
import { commitDelivery } from "./commit.ts";
import type { Request } from "./inputs.ts";
import { logLines, report } from "./report.ts";
import { type Workspace, workspaceDelivery } from "./workspace.ts";

/** The world as this action sees it. */
export interface Ports {
  readonly log: Log;
  readonly patience: Patience;
  clock(): Date;
  readonly connect: Connect;
  readonly workspace: Workspace;
}

/** Sets the images asked for and reports what was found and done. */
export async function main(request: Request, ports: Ports): Promise<Report<OutputName>> {
  const outcome =
    request.delivery === "workspace"
      ? await workspaceDelivery(request, ports)
      : await commitDelivery(request, ports);
  for (const line of logLines(request, outcome)) ports.log.info(line);
  return report(request, outcome);
}
