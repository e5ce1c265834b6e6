import {
  appKey,
  createClient,
  readInstallation,
  readSettings,
} from "@gitops-actions/adapters/github";
import type { Report, Runner } from "@gitops-actions/adapters/runner";
import { readFiles } from "@gitops-actions/adapters/workspace";
import type { OutputName } from "./action.gen.ts";
import { type Inputs, toRequest } from "./inputs.ts";
import { main } from "./main.ts";

/** How long GitHub is asked again, milliseconds. */
const PATIENCE_MS = 60_000;

/** The composition root: builds the adapters and hands them to main. */
export async function run(
  inputs: Inputs,
  { context, log, signal }: Runner,
): Promise<Report<OutputName>> {
  const request = toRequest(inputs);
  const { repository } = request;
  const { apiUrl } = context;
  const app = appKey(inputs);
  const token = inputs.githubToken;
  const asking = { repository, signal, deadline: Date.now() + PATIENCE_MS, say: log.info };
  return main(request, {
    log,
    now: new Date(),
    files: () => readFiles(context.workspace),
    installation: async () => app && (await readInstallation(app, { ...asking, apiUrl })),
    settings: (known) =>
      readSettings(createClient({ apiUrl, token, signal }), { ...asking, ...known, token }),
  });
}
