import type { CheckSuiteCheckRunsArgs, CommitCheckSuitesArgs } from "@octokit/graphql-schema";
import { requirePermission } from "../../access.ts";
import type { AppIdentity } from "../../apps.ts";
import type { Call } from "../../call.ts";
import { type CheckRun, checkRunsOf } from "../../checks.ts";
import { commitHandle, type ObjectHandle } from "../../git-handles.ts";
import { nodeId } from "../../node-ids.ts";
import type { PullRequest } from "../../pulls/pull-request.ts";
import { rollup } from "../../status-requirements.ts";
import { latestStatuses } from "../../statuses.ts";
import { timestamp } from "../../text.ts";
import { connectionTypes, objectType, type PageArgs, paged } from "../fields.ts";

/** The check runs of one App on one commit. */
interface CheckSuite {
  readonly commit: ObjectHandle;
  readonly app: AppIdentity;
}

const rollupStates = { passing: "SUCCESS", failing: "FAILURE", pending: "PENDING" } as const;

export const checkTypes = [
  objectType<ObjectHandle>("Commit", {
    statusCheckRollup: rollupOf,
    checkSuites: (commit, args: CommitCheckSuitesArgs, call) => {
      const wanted = args.filterBy?.appId;
      return paged(
        suitesOf(call, commit).filter(({ app }) => !wanted || wanted === app.id),
        args,
      );
    },
  }),
  objectType<PullRequest>("PullRequest", {
    statusCheckRollup: ({ repository, headOid }, _, call) =>
      rollupOf(commitHandle(repository, headOid), _, call),
  }),
  objectType<ObjectHandle>("StatusCheckRollup", {
    id: ({ repository, oid }) => nodeId("SCR", repository.id, oid),
    commit: (commit) => commit,
    state: ({ repository, oid }) => rollupStates[rollup(repository, oid) ?? "pending"],
    contexts: ({ repository, oid }, args: PageArgs) =>
      paged([...checkRunsOf(repository, oid, "latest"), ...latestStatuses(repository, oid)], args),
  }),
  ...connectionTypes("StatusCheckRollupContext"),
  objectType<CheckSuite>("CheckSuite", {
    id: ({ commit, app }) => nodeId("CS", commit.repository.id, commit.oid, app.id),
    app: ({ app }) => app,
    commit: ({ commit }) => commit,
    checkRuns: ({ commit, app }, args: CheckSuiteCheckRunsArgs) => {
      const filter = args.filterBy?.checkType === "ALL" ? "all" : "latest";
      const name = args.filterBy?.checkName;
      const runs = checkRunsOf(commit.repository, commit.oid, filter);
      return paged(
        runs.filter((run) => run.app === app && (name ?? run.name) === run.name),
        args,
      );
    },
  }),
  ...connectionTypes("CheckSuite"),
  objectType<AppIdentity>("App", {
    id: ({ nodeId: id }) => id,
    databaseId: ({ id }) => id,
    slug: ({ slug }) => slug,
    name: ({ slug }) => slug,
  }),
  objectType<CheckRun>("CheckRun", {
    id: ({ nodeId: id }) => id,
    databaseId: ({ id }) => id,
    name: ({ name }) => name,
    status: ({ status }) => status.toUpperCase(),
    conclusion: ({ conclusion }) => conclusion?.toUpperCase(),
    detailsUrl: ({ detailsUrl }) => detailsUrl,
    externalId: ({ externalId }) => externalId,
    startedAt: ({ startedAt }) => timestamp(startedAt),
    completedAt: ({ completedAt }) => completedAt && timestamp(completedAt),
    title: ({ output }) => output?.title,
    summary: ({ output }) => output?.summary,
    text: ({ output }) => output?.text,
    repository: ({ repository }) => repository,
    url: ({ repository, id }, _, { state }) =>
      `${state.serverUrl}/${repository.nameWithOwner}/runs/${id}`,
    checkSuite: ({ repository, oid, app }) => ({ commit: commitHandle(repository, oid), app }),
  }),
  ...connectionTypes("CheckRun"),
];

/** `null` where nothing was reported. */
function rollupOf(commit: ObjectHandle, _: unknown, call: Call): ObjectHandle | null {
  requirePermission(call, commit.repository, ["checks", "read"]);
  requirePermission(call, commit.repository, ["statuses", "read"]);
  return rollup(commit.repository, commit.oid) === undefined ? null : commit;
}

function suitesOf(call: Call, commit: ObjectHandle): CheckSuite[] {
  requirePermission(call, commit.repository, ["checks", "read"]);
  const runs = checkRunsOf(commit.repository, commit.oid, "all");
  return [...new Set(runs.map(({ app }) => app))].map((app) => ({ commit, app }));
}
