import { missingRights, rightsOf } from "./rights.ts";
import { pinFaults, unnamedPins } from "./third-party.ts";
import { type Job, type Permissions, type Step, usedOf, type Workflow } from "./workflow.ts";

/** What is wrong at one place of a workflow, in a sentence. */
export interface Fault {
  readonly file: string;
  /** `jobs.build.steps[2]`. */
  readonly place: string;
  readonly message: string;
}

/** An action.yml, as far as the checks look at it. */
export interface ActionYaml {
  readonly inputs?: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** What workflows may use. */
export interface Suite {
  readonly actions: ReadonlyMap<string, ActionYaml>;
  /** Callable workflows by file name. */
  readonly workflows: ReadonlyMap<string, Workflow>;
}

/** Every rule of ours that a workflow or template breaks. */
export function faultsOf(workflow: Workflow, suite: Suite): Fault[] {
  const fault = (place: string, message: string): Fault => ({
    file: workflow.file,
    place,
    message,
  });
  return [
    ...wholeFaults(workflow).map((message) => fault("on", message)),
    ...Object.entries(workflow.jobs).flatMap(([name, job]) =>
      jobFaults(job, workflow, suite).map(([place, message]) =>
        fault(`jobs.${name}${place}`, message),
      ),
    ),
    ...outputFaults(workflow, suite).map(([place, message]) => fault(place, message)),
  ];
}

function wholeFaults({ triggers, permissions, text, concurrency }: Workflow): string[] {
  const faults: string[] = [];
  if ("pull_request_target" in triggers)
    faults.push("pull_request_target runs with secrets beside the code of strangers");
  if (permissions === undefined)
    faults.push(
      "permissions are missing at the top; expected {}, and each job to take what it needs",
    );
  if (typeof permissions === "string") faults.push(`permissions: ${permissions} is too wide`);
  faults.push(...unexplained(text));
  faults.push(
    ...unnamedPins(text).map(
      ({ line, expected }) => `line ${line}: expected "${expected}" behind the pin`,
    ),
  );
  faults.push(...cancelling(concurrency));
  return faults;
}

/** Rights without a reason on their line. */
function unexplained(text: string): string[] {
  return text.split("\n").flatMap((line, index) => {
    if (!/^\s+(?!permission-)[a-z-]+: (?:read|write)\b/.test(line)) return [];
    return line.includes("# ")
      ? []
      : [`line ${index + 1}: "${line.trim()}" has no reason beside it`];
  });
}

function cancelling(concurrency: Workflow["concurrency"]): string[] {
  if (concurrency === undefined) return [];
  if (typeof concurrency !== "string" && concurrency["cancel-in-progress"] === false) return [];
  return ["concurrency does not say cancel-in-progress: false; a write must not be cut off"];
}

type Found = readonly [place: string, message: string];

function jobFaults(job: Job, workflow: Workflow, suite: Suite): Found[] {
  const granted = grantedTo(job, workflow);
  const faults: Found[] = cancelling(job.concurrency).map((message) => ["", message]);
  if (job.permissions === undefined) faults.push(["", "permissions are missing"]);
  if (job.uses !== undefined) return [...faults, ...callFaults(job, job.uses, { granted, suite })];
  if (job["timeout-minutes"] === undefined) faults.push(["", "timeout-minutes is missing"]);
  for (const [index, step] of (job.steps ?? []).entries()) {
    const found = stepFaults(step, { granted, suite });
    faults.push(...found.map((message) => [`.steps[${index}]`, message] as const));
  }
  return faults;
}

function grantedTo({ permissions }: Job, workflow: Workflow): Permissions {
  const stated = permissions ?? workflow.permissions ?? {};
  return typeof stated === "string" ? {} : stated;
}

interface Granted {
  readonly granted: Permissions;
  readonly suite: Suite;
}

function stepFaults(step: Step, { granted, suite }: Granted): string[] {
  if (step.run?.includes("${{"))
    return ["run contains an expression; hand it over by env, where no shell reads it as code"];
  if (step.uses === undefined) return [];
  const used = usedOf(step.uses);
  if (used === undefined) return pinFaults(step.uses);
  const action = suite.actions.get(used.name);
  if (action === undefined) return [`there is no action "${used.name}"`];
  return [
    ...keyFaults(step.with ?? {}, action.inputs ?? {}, used.name),
    ...rightFaults(granted, rightsOf(used.name, step.with ?? {}), used.name),
  ];
}

function callFaults(job: Job, uses: string, { granted, suite }: Granted): Found[] {
  const used = usedOf(uses);
  if (used === undefined) return pinFaults(uses).map((message) => ["", message]);
  const callee = suite.workflows.get(used.name);
  if (callee?.call === undefined) return [["", `there is no callable workflow "${used.name}"`]];
  const { inputs = {}, secrets = {} } = callee.call;
  const wanted = Object.values(callee.jobs).map((one) => grantedTo(one, callee));
  const given = job.secrets ?? {};
  return [
    ...keyFaults(job.with ?? {}, inputs, used.name).map((message) => [".with", message] as const),
    ...(given === "inherit"
      ? [[".secrets", "inherit hands over every secret there is; name those it needs"] as const]
      : keyFaults(given, secrets, used.name).map((message) => [".secrets", message] as const)),
    ...wanted
      .flatMap((rights) => rightFaults(granted, rights, used.name))
      .map((message) => [".permissions", message] as const),
  ];
}

function keyFaults(
  given: Readonly<Record<string, unknown>>,
  declared: Readonly<Record<string, { readonly required?: boolean }>>,
  name: string,
): string[] {
  const unknown = Object.keys(given).filter((key) => !(key in declared));
  const missing = Object.keys(declared).filter(
    (key) => declared[key]?.required === true && !(key in given),
  );
  return [
    ...unknown.map((key) => `${name} has no "${key}"; it has ${Object.keys(declared).join(", ")}`),
    ...missing.map((key) => `${name} needs "${key}"`),
  ];
}

function rightFaults(granted: Permissions, wanted: Permissions, name: string): string[] {
  return missingRights(granted, wanted).map((right) => `${name} needs ${right}`);
}

/** Outputs of steps that are read and that the action does not have. */
function outputFaults({ jobs, text }: Workflow, { actions }: Suite): Found[] {
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);
  return [...text.matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g)].flatMap(
    ([read, id, output]) => {
      const owners = steps.filter((step) => step.id === id && step.uses !== undefined);
      const declared = owners.map(({ uses = "" }) => actions.get(usedOf(uses)?.name ?? ""));
      const isWrong =
        declared.length > 0 &&
        declared.every(
          (action) => action !== undefined && !(String(output) in (action.outputs ?? {})),
        );
      return isWrong ? [[String(read), "its action has no such output"] as const] : [];
    },
  );
}
