import { connector, type Permissions, retrying } from "@gitops-actions/adapters/github";
import { keepForRevocation, type Report, type Runner } from "@gitops-actions/adapters/runner";
import type { OutputName } from "./action.gen.ts";
import { readHead } from "./head.ts";
import { type Inputs, type Request, toRequest } from "./inputs.ts";

/**
 * The composition root. It sends the first request; everything else, three quarters of the bundle, is
 * loaded while the answer travels.
 */
export async function run(inputs: Inputs, runner: Runner): Promise<Report<OutputName>> {
  const { context, log, signal } = runner;
  const request = toRequest(inputs, context);
  const deadline = Date.now() + request.timeoutSeconds * 1000;
  const patience = { deadline, signal, say: log.info };
  const kept: string[] = [];
  const connect = connector(inputs, {
    ...patience,
    apiUrl: context.apiUrl,
    repository: request.repository,
    minted: (token) => keepForRevocation(token, kept),
  });
  const { client } = await connect(permissionsFor(request));
  const first = retrying(() => readHead(client, request), {
    ...patience,
    retryable: ["limited", "unavailable"],
  });
  first.catch(() => {}); // main waits for it, and tells what is wrong
  const { compose } = await import("./composition.ts");
  return compose(request, { inputs, runner, patience, client, first });
}

/** No more than what is done with them. */
function permissionsFor({ isRecording, dryRun, onFail }: Request): Permissions {
  const isHolding = onFail.includes("hold") && !dryRun;
  const recording = isRecording && !dryRun ? "write" : "read";
  return { contents: isHolding ? "write" : "read", deployments: recording, statuses: recording };
}
