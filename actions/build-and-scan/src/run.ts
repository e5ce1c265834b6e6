import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openRepository } from "@gitops-actions/adapters/registry";
import { declareArtifact, type Report, type Runner } from "@gitops-actions/adapters/runner";
import { readWorkspace } from "@gitops-actions/adapters/workspace";
import type { OutputName } from "./action.gen.ts";
import { type Inputs, toRequest } from "./inputs.ts";
import { main } from "./main.ts";

/** The composition root: builds the adapters and hands them to main. */
export function run(inputs: Inputs, { context, log, signal }: Runner): Promise<Report<OutputName>> {
  const request = toRequest(inputs, context);
  const temp = join(context.temp, "build-and-scan");
  mkdirSync(temp, { recursive: true });
  const registry = {
    signal,
    say: log.info,
    // Counted from the call it is for: a long build must not use up the time to try again after it.
    get deadline() {
      return Date.now() + request.timeoutSeconds * 1000;
    },
    dockerConfigFile: context.dockerConfigFile,
    access: request.dryRun ? ("pull" as const) : ("pull,push" as const),
  };
  return main(request, {
    log,
    clock: () => new Date(),
    repository: openRepository(request.name, registry),
    programs: {
      env: context.programEnvironment,
      cwd: context.workspace,
      temp,
      say: log.info,
    },
    signing: { idTokenRequest: context.idTokenRequest, signal, temp },
    readWorkspaceFile: (path) => readWorkspace(context.workspace, [path]).get(path),
    writeFile(name, text) {
      const path = join(temp, name);
      writeFileSync(path, text);
      return path;
    },
    declareArtifact: (image) => declareArtifact(context, image),
  });
}
