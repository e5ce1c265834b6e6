import type { Call } from "../../call.ts";
import {
  type CheckConclusion,
  type CheckOutput,
  type CheckRun,
  type CheckRunChanges,
  type CheckStatus,
  checkRunById,
  checkRunsOf,
  createCheckRun,
  updateCheckRun,
} from "../../checks.ts";
import { timestamp } from "../../text.ts";
import { repositoryUrl } from "../present-git.ts";
import {
  created,
  listPage,
  ok,
  type PageParameters,
  type Routes,
  repositoryRoute,
} from "../route.ts";
import { shownApp } from "./apps.ts";
import { commitAt } from "./statuses.ts";

interface CheckRunBody {
  readonly name?: string;
  readonly status?: CheckStatus;
  readonly conclusion?: CheckConclusion;
  readonly details_url?: string;
  readonly external_id?: string;
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly output?: CheckOutput;
}

interface ListParameters extends PageParameters {
  readonly ref: string;
  readonly check_name?: string;
  readonly status?: CheckStatus;
  readonly filter?: "latest" | "all";
  readonly app_id?: number;
}

export const checkRoutes: Routes = {
  "checks/create": repositoryRoute<
    unknown,
    CheckRunBody & { readonly name: string; readonly head_sha: string }
  >(["checks", "write"], async (repository, { body }, call) => {
    const { name, head_sha: oid } = body;
    const run = await createCheckRun(call, repository, { ...changesIn(body), name, oid });
    return created(shown(call, run));
  }),
  "checks/update": repositoryRoute<{ readonly check_run_id: number }, CheckRunBody>(
    ["checks", "write"],
    async (repository, { parameters, body }, call) => {
      const run = checkRunById(repository, parameters.check_run_id);
      await updateCheckRun(call, run, changesIn(body));
      return ok(shown(call, run));
    },
  ),
  "checks/get": repositoryRoute<{ readonly check_run_id: number }>(
    ["checks", "read"],
    (repository, { parameters }, call) =>
      ok(shown(call, checkRunById(repository, parameters.check_run_id))),
  ),
  "checks/list-for-ref": repositoryRoute<ListParameters>(
    ["checks", "read"],
    async (repository, request, call) => {
      const { ref, check_name: name, status, filter = "latest", app_id: app } = request.parameters;
      const oid = await commitAt(call, repository, ref);
      const runs = checkRunsOf(repository, oid, filter).filter(
        (run) =>
          (name ?? run.name) === run.name &&
          (status ?? run.status) === run.status &&
          (app ?? run.app.id) === run.app.id,
      );
      const { items, headers } = listPage(runs, request);
      const check_runs = items.map((run) => shown(call, run));
      return { status: 200, body: { total_count: runs.length, check_runs }, headers };
    },
  ),
};

function changesIn(body: CheckRunBody): CheckRunChanges {
  const { name, status, conclusion, details_url, external_id, started_at, completed_at, output } =
    body;
  return {
    name,
    status,
    conclusion,
    output,
    detailsUrl: details_url,
    externalId: external_id,
    startedAt: started_at === undefined ? undefined : new Date(started_at),
    completedAt: completed_at === undefined ? undefined : new Date(completed_at),
  };
}

function shown(call: Call, run: CheckRun) {
  const { id, repository, oid, output, app } = run;
  const url = `${repositoryUrl(call, repository)}/check-runs/${id}`;
  return {
    id,
    node_id: run.nodeId,
    head_sha: oid,
    external_id: run.externalId,
    url,
    html_url: `${call.state.serverUrl}/${repository.nameWithOwner}/runs/${id}`,
    details_url: run.detailsUrl ?? null,
    status: run.status,
    conclusion: run.conclusion ?? null,
    started_at: timestamp(run.startedAt),
    completed_at: run.completedAt === undefined ? null : timestamp(run.completedAt),
    output: {
      title: output?.title ?? null,
      summary: output?.summary ?? null,
      text: output?.text ?? null,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    name: run.name,
    check_suite: { id: app.id },
    app: shownApp(call, app),
    pull_requests: [],
  };
}
