import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../project.ts";

/** What the suite is called wherever a workflow uses it; the release replaces it by the repository's own name. */
export const SUITE = "org/gitops-actions";

/** Where the callable workflows are, and the starters that organisations copy. */
export const WORKFLOWS = ".github/workflows";
export const TEMPLATES = "workflows-templates";

/** As `permissions:` holds it: `{ contents: "read" }`. */
export type Permissions = Readonly<Record<string, string>>;

export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>> | "inherit";
  readonly permissions?: Permissions | string;
  readonly concurrency?: Concurrency | string;
  readonly steps?: readonly Step[];
  readonly "timeout-minutes"?: number;
}

export interface Concurrency {
  readonly group: string;
  readonly "cancel-in-progress"?: boolean;
}

/** What a callable workflow declares. */
export interface Call {
  readonly inputs?: Readonly<Record<string, Declared>>;
  readonly secrets?: Readonly<Record<string, Declared>>;
}

interface Declared {
  readonly required?: boolean;
  readonly default?: unknown;
}

/** One workflow file, as far as the checks look at it. */
export interface Workflow {
  /** Relative to the root. */
  readonly file: string;
  readonly text: string;
  readonly triggers: Readonly<Record<string, unknown>>;
  /** Undefined when it cannot be called. */
  readonly call: Call | undefined;
  readonly permissions: Permissions | string | undefined;
  readonly concurrency: Concurrency | string | undefined;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Every workflow of a folder, by file name; empty where there is no such folder. */
export function readWorkflows(folder: string): Workflow[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith(".yml"))
    .sort()
    .map((name) => parseWorkflow(`${folder}/${name}`, readFileSync(join(path, name), "utf8")));
}

/** The workflow that a text holds. */
export function parseWorkflow(file: string, text: string): Workflow {
  const yaml = parse(text);
  const triggers = typeof yaml.on === "string" ? { [yaml.on]: null } : yaml.on;
  return {
    file,
    text,
    triggers,
    call: "workflow_call" in triggers ? (triggers.workflow_call ?? {}) : undefined,
    permissions: yaml.permissions,
    concurrency: yaml.concurrency,
    jobs: yaml.jobs,
  };
}

/** What a `uses:` of the suite leads to; undefined for what belongs to others. */
export function usedOf(
  uses: string,
): { readonly kind: "action" | "workflow"; readonly name: string } | undefined {
  const [, path] = /^(?:org\/gitops-actions|\$)\/([^@]+)(?:@.+)?$/.exec(uses) ?? [];
  if (path === undefined) return undefined;
  const [, workflow] = /^\.github\/workflows\/(.+)$/.exec(path) ?? [];
  return workflow === undefined
    ? { kind: "action", name: path }
    : { kind: "workflow", name: workflow };
}
