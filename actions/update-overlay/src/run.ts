import { connector } from "@gitops-actions/adapters/github";
import { keepForRevocation, type Report, type Runner } from "@gitops-actions/adapters/runner";
import { readWorkspace, writeWorkspace } from "@gitops-actions/adapters/workspace";
import type { OutputName } from "./action.gen.ts";
import { type Inputs, toRequest } from "./inputs.ts";
import { main } from "./main.ts";

/** The composition root: builds the adapters and hands them to main. */
export function run(inputs: Inputs, { context, log, signal }: Runner): Promise<Report<OutputName>> {
  const request = toRequest(inputs, context);
  const { apiUrl } = context;
  const { repository, timeoutSeconds } = request;
  const patience = { deadline: Date.now() + timeoutSeconds * 1000, signal, say: log.info };
  const kept: string[] = [];
  return main(request, {
    log,
    patience,
    clock: () => new Date(),
    connect: connector(inputs, {
      ...patience,
      apiUrl,
      repository,
      minted: (token) => keepForRevocation(token, kept),
    }),
    workspace: {
      read: (paths) => readWorkspace(context.workspace, paths),
      write: (files) => writeWorkspace(context.workspace, files),
    },
  });
}
