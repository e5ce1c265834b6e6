import { type Place, UserError } from "../errors.ts";
import { readYaml, type YamlValue } from "../yaml/index.ts";
import { type RepositoryFiles, WORKFLOW_FILE } from "./files.ts";
import type { Finding } from "./finding.ts";

/** A workflow of the repository. */
export interface Workflow {
  readonly file: string;
  readonly events: readonly WorkflowEvent[];
  readonly jobs: readonly Job[];
}

/** What a workflow runs on. */
export interface WorkflowEvent {
  /** As under `on:`. */
  readonly name: string;
  readonly place: Place;
  /** Whether it runs only for some branches. */
  readonly hasBranches: boolean;
  /** Whether it runs only when certain files changed. */
  readonly hasPaths: boolean;
}

export interface Job {
  /** What GitHub calls its check; may hold expressions. */
  readonly name: string;
  /** Whether it may run several times, with values behind its name. */
  readonly hasMatrix: boolean;
  /** Whether it calls a workflow, whose jobs then are its checks. */
  readonly calls: boolean;
  /** The environment whose secrets it gets, also where the workflow that it calls names it; may be an expression. */
  readonly environment: string | undefined;
  readonly uses: readonly Use[];
}

/** One `uses:` of an action or a workflow of somebody's. */
export interface Use {
  readonly place: Place;
  /** As it is written: `org/gitops-actions/promote@v1`. */
  readonly text: string;
  /** Behind the @; undefined for what is of this repository. */
  readonly ref: string | undefined;
  /** What of the suite it writes to GitHub with; undefined where it is not of the suite, or only reads. */
  readonly writer: Writer | undefined;
}

/** Something of the suite that writes to GitHub. */
export interface Writer {
  /** `promote`, `sweep`, ... */
  readonly name: string;
  /** `app`: a GitHub App's token. `workflow`: the job's own. `other`: a token that is given by other means. */
  readonly login: "app" | "workflow" | "other";
}

/** Callable workflows of the suite that write with the App's key, out of an environment of the repository. */
const CALLABLE = new Set(["deploy-dev", "promote", "sweep", "verify"]);
const ACTIONS = new Set(["promote", "update-overlay", "verify-canary"]);

/** The environment that those workflows take where no other is given. */
const DEFAULT_ENVIRONMENT = "gitops-deploy";

/**
 * The workflows of the repository, and those that cannot be read. What belongs to the suite is told by the
 * last part of its path, since organisations publish it under names of their own.
 */
export function readWorkflows({ texts }: RepositoryFiles): {
  readonly workflows: readonly Workflow[];
  readonly findings: readonly Finding[];
} {
  const workflows: Workflow[] = [];
  const findings: Finding[] = [];
  for (const [file, text] of texts) {
    if (!WORKFLOW_FILE.test(file)) continue;
    try {
      const [document] = readYaml({ text, file, code: "yaml-invalid" });
      if (document !== undefined) workflows.push(workflowOf(file, document));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      findings.push(unreadable(error));
    }
  }
  return { workflows, findings };
}

function unreadable({ file, line, column, message, hint }: UserError): Finding {
  return {
    severity: "error",
    place: { file, line, column },
    message: `GitHub cannot run this workflow: ${message}`,
    fix: hint,
  };
}

function workflowOf(file: string, document: YamlValue): Workflow {
  const fields = document.entries();
  const jobs = [...(fields.get("jobs")?.entries() ?? [])];
  return {
    file,
    events: eventsOf(fields.get("on")),
    jobs: jobs.map(([id, job]) => jobOf(id, job)),
  };
}

function eventsOf(on: YamlValue | undefined): WorkflowEvent[] {
  if (on === undefined) return [];
  const { scalar, place } = on;
  if (scalar !== undefined) return [{ name: scalar, place, ...unfiltered }];
  if (!on.isMapping) {
    return on.items().map((item) => ({ name: item.string(), place: item.place, ...unfiltered }));
  }
  return on.keys().map(([name, at]) => {
    const filter = on.entries().get(name);
    const keys = filter?.isMapping ? [...filter.entries().keys()] : [];
    return {
      name,
      place: at,
      hasBranches: keys.some((key) => key.startsWith("branches")),
      hasPaths: keys.some((key) => key.startsWith("paths")),
    };
  });
}

const unfiltered = { hasBranches: false, hasPaths: false };

function jobOf(id: string, job: YamlValue): Job {
  const fields = job.entries();
  const called = fields.get("uses");
  const steps = fields.get("steps")?.items() ?? [];
  const uses = called === undefined ? steps.flatMap(useOfStep) : [useOf(called, withOf(fields))];
  const stated = fields.get("environment");
  const environment = stated?.isMapping ? stated.entries().get("name") : stated;
  const callsSuite = called !== undefined && uses.some(({ writer }) => writer !== undefined);
  return {
    name: fields.get("name")?.scalar ?? id,
    hasMatrix: fields.has("strategy"),
    calls: called !== undefined,
    environment: callsSuite
      ? (withOf(fields).get("github-environment")?.scalar ?? DEFAULT_ENVIRONMENT)
      : environment?.scalar,
    uses,
  };
}

function useOfStep(step: YamlValue): Use[] {
  const fields = step.entries();
  const used = fields.get("uses");
  return used === undefined ? [] : [useOf(used, withOf(fields))];
}

type Inputs = ReadonlyMap<string, YamlValue>;

/** What is under `with:`; where that is an expression as a whole, nothing that is known. */
function withOf(fields: Inputs): Inputs {
  const given = fields.get("with");
  return given?.isMapping ? given.entries() : new Map();
}

function useOf(used: YamlValue, inputs: Inputs): Use {
  const text = used.string();
  const [, ref] = /@(.+)$/.exec(text) ?? [];
  return { place: used.place, text, ref, writer: writerOf(text, inputs) };
}

function writerOf(text: string, inputs: Inputs): Writer | undefined {
  const [, workflow, action] =
    /^[^/\s]+\/[^/\s]+\/(?:\.github\/workflows\/([^/\s]+?)(?:-locked)?\.ya?ml|([^/\s]+))@/.exec(
      text,
    ) ?? [];
  if (workflow !== undefined) {
    return CALLABLE.has(workflow) ? { name: workflow, login: "app" } : undefined;
  }
  if (action === undefined || !ACTIONS.has(action) || isReading(inputs)) return undefined;
  return { name: action, login: loginOf(inputs) };
}

function isReading(inputs: Inputs): boolean {
  return inputs.get("mode")?.scalar === "check" || inputs.get("dry-run")?.scalar === "true";
}

function loginOf(inputs: Inputs): Writer["login"] {
  if (inputs.get("app-client-id")?.scalar) return "app";
  const token = inputs.get("github-token")?.scalar ?? "github.token";
  return /\bgithub\.token\b|\bsecrets\.GITHUB_TOKEN\b/i.test(token) ? "workflow" : "other";
}

/** The uses of the suite in a workflow that write to GitHub, each with its job. */
export function writersIn({ jobs }: Workflow): readonly {
  readonly job: Job;
  readonly use: Use;
  readonly writer: Writer;
}[] {
  return jobs.flatMap((job) =>
    job.uses.flatMap((use) => (use.writer === undefined ? [] : [{ job, use, writer: use.writer }])),
  );
}

/** The environments that hold the App's key, as far as they are named: those of jobs that log in as the App. */
export function keyEnvironments(workflows: readonly Workflow[]): readonly string[] {
  const jobs = workflows.flatMap((workflow) =>
    writersIn(workflow).flatMap(({ job, writer }) => (writer.login === "app" ? [job] : [])),
  );
  const names = jobs.flatMap(({ environment = "" }) => environment);
  return [...new Set(names)].filter((name) => name !== "" && !name.includes("${{"));
}
