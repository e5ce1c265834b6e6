import { join } from "node:path";
import type { Generated } from "../gen.ts";
import { root } from "../project.ts";
import { lockedForm, lockedName } from "../workflows/locked.ts";
import { readWorkflows, TEMPLATES, WORKFLOWS } from "../workflows/workflow.ts";

/** `X-locked.yml` beside every callable workflow `X.yml`, and the starters as the command line tool carries them. */
export function generateWorkflows(): Generated[] {
  return [...lockedWorkflows(), starters()];
}

function starters(): Generated {
  const texts = readWorkflows(TEMPLATES).map(({ file, text }) => [
    file.slice(TEMPLATES.length + 1).replace(/\.yml$/, ""),
    text,
  ]);
  return {
    path: join(root, "packages/cli/src/starters.gen.ts"),
    text: `// Generated from ${TEMPLATES} by \`npm run gen\`. Do not edit.

/** The texts of the starters by name. */
export const starters = ${JSON.stringify(Object.fromEntries(texts), null, 2)} as const;
`,
  };
}

function lockedWorkflows(): Generated[] {
  return readWorkflows(WORKFLOWS)
    .filter(({ file, call }) => call !== undefined && !file.endsWith("-locked.yml"))
    .map(({ file, text }) => ({
      path: join(root, lockedName(file)),
      text: lockedForm(file.slice(WORKFLOWS.length + 1), text),
    }));
}
