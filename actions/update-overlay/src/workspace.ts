import { pathsFor } from "@gitops-actions/core/promotion";
import type { Request } from "./inputs.ts";
import type { Outcome } from "./outcome.ts";
import { loadDecision } from "./state.ts";

/** The files checked out beside the job. */
export interface Workspace {
  /** The texts of those paths that exist, by path. */
  read(paths: readonly string[]): ReadonlyMap<string, string>;
  write(files: readonly { readonly path: string; readonly text: string }[]): void;
}

/** Edits the files checked out here; commits nothing. */
export async function workspaceDelivery(
  request: Request,
  { workspace }: { readonly workspace: Workspace },
): Promise<Outcome> {
  const { configPath, dryRun } = request;
  const { configFor, planUpdate } = await loadDecision();
  const config = configFor(request, workspace.read([configPath]).get(configPath));
  const plan = planUpdate(request, config, workspace.read(pathsFor(request, config)));
  const changed = plan.edit.files.length > 0;
  if (changed && !dryRun) workspace.write(plan.edit.files);
  return {
    operation: !changed ? "none" : dryRun ? "planned" : "edited",
    entries: plan.entries,
    superseded: [],
    diff: plan.edit.diff,
    attempts: 1,
  };
}
