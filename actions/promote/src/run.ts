import { connector, paced } from "@gitops-actions/adapters/github";
import { openRepository } from "@gitops-actions/adapters/registry";
import { keepForRevocation, type Report, type Runner } from "@gitops-actions/adapters/runner";
import type { OutputName } from "./action.gen.ts";
import { check } from "./check.ts";
import { type Inputs, toRequest } from "./inputs.ts";
import { main } from "./main.ts";
import type { Ports } from "./ports.ts";

const REGISTRY_PATIENCE_MS = 5_000;

/** The composition root: builds the adapters and hands them to main. */
export function run(inputs: Inputs, { context, log, signal }: Runner): Promise<Report<OutputName>> {
  const request = toRequest(inputs, context);
  const { apiUrl } = context;
  const { repository, fromRepository } = request;
  const deadline = Date.now() + inputs.timeoutSeconds * 1000;
  const patience = { deadline, signal, say: log.info };
  const kept: string[] = [];
  const connectTo = (name: string) =>
    connector(inputs, {
      ...patience,
      apiUrl,
      repository: name,
      minted: (token) => keepForRevocation(token, kept),
    });
  const ports: Ports = {
    log,
    patience,
    clock: () => new Date(),
    connect: connectTo(repository),
    connectUpstream: connectTo(fromRepository ?? repository),
    openRegistry: (name) =>
      openRepository(name, {
        ...patience,
        // A registry that does not answer makes its gate wait; it does not use up the run's time.
        deadline: Math.min(deadline, Date.now() + REGISTRY_PATIENCE_MS),
        dockerConfigFile: context.dockerConfigFile,
        helperEnvironment: context.programEnvironment,
        access: "pull",
      }),
    trust: { trustedRoot: inputs.trustedRoot, temp: context.temp },
    serverUrl: context.serverUrl,
    pace: paced({ signal, say: log.info }),
  };
  return inputs.mode === "check" ? check(request, context, ports) : main(request, ports);
}
