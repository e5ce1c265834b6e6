import { join } from "node:path";
import type { Generated } from "../gen.ts";
import { root } from "../project.ts";
import { LOCK, lockOf } from "../workflows/lock.ts";
import { lockedForm, lockedName } from "../workflows/locked.ts";
import { parseWorkflow, readWorkflows, TEMPLATES, WORKFLOWS } from "../workflows/workflow.ts";

/**
 * `X-locked.yml` beside every callable workflow `X.yml`, the lock of what they use, and the starters as the
 * command line tool carries them.
 */
export function generateWorkflows(): Generated[] {
  const sources = readWorkflows(WORKFLOWS).filter(({ file }) => !file.endsWith("-locked.yml"));
  const twins = sources
    .filter(({ call }) => call !== undefined)
    .map(({ file, text }) =>
      parseWorkflow(lockedName(file), lockedForm(file.slice(WORKFLOWS.length + 1), text)),
    );
  return [
    ...twins.map(({ file, text }) => ({ path: join(root, file), text })),
    { path: join(root, LOCK), text: lockOf([...sources, ...twins]) },
    starters(),
  ];
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
