import { requirePermission } from "./access.ts";
import type { AppIdentity } from "./apps.ts";
import type { Call } from "./call.ts";
import { forbidden, notFound, validationFailed } from "./errors.ts";
import type { Repository } from "./repository.ts";

export type CheckStatus =
  | "queued"
  | "in_progress"
  | "completed"
  | "waiting"
  | "requested"
  | "pending";
export type CheckConclusion =
  | "action_required"
  | "cancelled"
  | "failure"
  | "neutral"
  | "success"
  | "skipped"
  | "stale"
  | "timed_out";

export interface CheckAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: "notice" | "warning" | "failure";
  readonly message: string;
  readonly title?: string;
}

export interface CheckOutput {
  readonly title?: string | undefined;
  readonly summary: string;
  readonly text?: string | undefined;
  readonly annotations?: readonly CheckAnnotation[] | undefined;
}

export interface CheckRun {
  readonly __typename: "CheckRun";
  readonly id: number;
  readonly nodeId: string;
  readonly repository: Repository;
  readonly oid: string;
  /** Only this App may change it. */
  readonly app: AppIdentity;
  name: string;
  status: CheckStatus;
  conclusion: CheckConclusion | undefined;
  detailsUrl: string | undefined;
  externalId: string;
  startedAt: Date;
  completedAt: Date | undefined;
  output: CheckOutput | undefined;
  readonly annotations: CheckAnnotation[];
}

/** What may be said of a check run, first or later. */
export interface CheckRunChanges {
  readonly name?: string | undefined;
  readonly status?: CheckStatus | undefined;
  readonly conclusion?: CheckConclusion | undefined;
  readonly detailsUrl?: string | undefined;
  readonly externalId?: string | undefined;
  readonly startedAt?: Date | undefined;
  readonly completedAt?: Date | undefined;
  readonly output?: CheckOutput | undefined;
}

export async function createCheckRun(
  call: Call,
  repository: Repository,
  { oid, ...changes }: CheckRunChanges & { readonly oid: string; readonly name: string },
): Promise<CheckRun> {
  requirePermission(call, repository, ["checks", "write"]);
  if ((await repository.git.typeOf(oid)) !== "commit") {
    throw validationFailed("CheckRun", `No commit found for SHA: ${oid}`);
  }
  const run: CheckRun = {
    __typename: "CheckRun",
    ...call.state.newIdentity("CR"),
    repository,
    oid,
    app: appOf(call),
    name: changes.name,
    status: "queued",
    conclusion: undefined,
    detailsUrl: undefined,
    externalId: "",
    startedAt: call.state.clock.now(),
    completedAt: undefined,
    output: undefined,
    annotations: [],
  };
  repository.checkRuns.push(run);
  call.state.register(run);
  await apply(call, run, changes);
  return run;
}

export async function updateCheckRun(
  call: Call,
  run: CheckRun,
  changes: CheckRunChanges,
): Promise<void> {
  requirePermission(call, run.repository, ["checks", "write"]);
  const { id } = appOf(call);
  if (id !== run.app.id) {
    throw forbidden(
      `Invalid app_id \`${id}\` - check run can only be modified by the GitHub App that created it.`,
    );
  }
  await apply(call, run, changes);
}

export function checkRunById({ checkRuns }: Repository, id: number): CheckRun {
  const run = checkRuns.find((one) => one.id === id);
  if (run === undefined) throw notFound();
  return run;
}

/** The runs of a commit, newest first; `latest` = of each App and name only the newest. */
export function checkRunsOf(
  { checkRuns }: Repository,
  oid: string,
  filter: "latest" | "all",
): CheckRun[] {
  const runs = checkRuns.filter((run) => run.oid === oid).reverse();
  if (filter === "all") return runs;
  const isNewest = (run: CheckRun) =>
    runs.find((one) => one.name === run.name && one.app === run.app) === run;
  return runs.filter(isNewest);
}

/** People cannot make check runs, whatever their token may do. */
function appOf({ token }: Call): AppIdentity {
  if (token.app === undefined) throw forbidden("You must authenticate via a GitHub App.");
  return token.app;
}

/** A conclusion completes a run; annotations are added to those that are there. */
async function apply(call: Call, run: CheckRun, changes: CheckRunChanges): Promise<void> {
  run.name = changes.name ?? run.name;
  run.conclusion = changes.conclusion ?? run.conclusion;
  run.status = changes.conclusion === undefined ? (changes.status ?? run.status) : "completed";
  if (run.status === "completed" && run.conclusion === undefined) {
    throw validationFailed("CheckRun", "conclusion is required when status is completed");
  }
  run.detailsUrl = changes.detailsUrl ?? run.detailsUrl;
  run.externalId = changes.externalId ?? run.externalId;
  run.startedAt = changes.startedAt ?? run.startedAt;
  run.completedAt =
    changes.completedAt ?? (run.status === "completed" ? call.state.clock.now() : undefined);
  run.output = changes.output ?? run.output;
  run.annotations.push(...(changes.output?.annotations ?? []));
  await call.state.settle(call, run.repository, []);
}
