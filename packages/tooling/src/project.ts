import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root folder, absolute. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The names of the folders under `actions/` that hold an action, sorted. */
export function actionNames(): string[] {
  return readdirSync(join(root, "actions"))
    .filter((name) => existsSync(join(root, "actions", name, "action.yml")))
    .sort();
}
