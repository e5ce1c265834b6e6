import { join } from "node:path";
import type { Generated } from "../gen.ts";
import { root } from "../project.ts";
import { lockedForm, lockedName } from "../workflows/locked.ts";
import { readWorkflows, WORKFLOWS } from "../workflows/workflow.ts";

/** `X-locked.yml` beside every callable workflow `X.yml`. */
export function generateWorkflows(): Generated[] {
  return readWorkflows(WORKFLOWS)
    .filter(({ file, call }) => call !== undefined && !file.endsWith("-locked.yml"))
    .map(({ file, text }) => ({
      path: join(root, lockedName(file)),
      text: lockedForm(file.slice(WORKFLOWS.length + 1), text),
    }));
}
