import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Patience, readFileText } from "@gitops-actions/adapters/github";
import { idTokenSource } from "@gitops-actions/adapters/oidc";
import { openRepository } from "@gitops-actions/adapters/registry";
import {
  declareArtifact,
  mask,
  type Report,
  type RunContext,
  type Runner,
} from "@gitops-actions/adapters/runner";
import { readWorkspace } from "@gitops-actions/adapters/workspace";
import { UserError } from "@gitops-actions/core/errors";
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
    helperEnvironment: context.programEnvironment,
    access: request.dryRun ? ("pull" as const) : ("pull,push" as const),
  };
  const programs = {
    env: context.programEnvironment,
    cwd: context.workspace,
    temp,
    say: log.info,
  };
  return main(request, {
    log,
    clock: () => new Date(),
    repository: openRepository(request.name, registry),
    programs,
    builder: { ...programs, env: { ...programs.env, ...context.cacheEnvironment } },
    signing: { idToken: sigstoreToken(context, registry), temp },
    async readAllowList({ path, base }) {
      if (base === undefined) return readWorkspace(context.workspace, [path]).get(path);
      const { repository, apiUrl } = context;
      return readFileText({ repository, path, ref: base.sha }, { apiUrl, signal, ...base });
    },
    writeFile(name, text) {
      const path = join(temp, name);
      writeFileSync(path, text);
      return path;
    },
    declareArtifact: (image) => declareArtifact(context, image),
  });
}

/** Asks for the run's identity when it is needed: most failures come before that. */
function sigstoreToken({ idTokenRequest }: RunContext, patience: Patience): () => Promise<string> {
  return async () => {
    if (idTokenRequest !== undefined) {
      const source = idTokenSource(idTokenRequest, { ...patience, seen: mask });
      return (await source("sigstore")).value;
    }
    throw new UserError("id-token-missing", "this job may not ask for an id token", {
      hint: 'Add "permissions: id-token: write" to the job. Runs for forks never get one: use "sign: key" or "sign: none".',
    });
  };
}
