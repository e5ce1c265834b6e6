import {
  readRecord,
  recordEnvironment,
  recordPayload,
  type VerificationRecord,
} from "@gitops-actions/core/evidence";
import { type Actor, loginOf } from "./actor.ts";
import type { Client } from "./client.ts";

/** A deployment as {@link RECORD_FRAGMENT} selects it. */
export interface DeploymentReply {
  readonly payload: string | null;
  readonly creator: Actor | null;
  readonly latestStatus: {
    readonly state: string;
    readonly createdAt: string;
    readonly creator: Actor | null;
    readonly logUrl: string | null;
  } | null;
}

/** Selects the newest deployment of an environment with its status. */
export const RECORD_FRAGMENT = `fragment Newest on DeploymentConnection { nodes {
  payload creator { __typename login }
  latestStatus { state createdAt logUrl creator { __typename login } }
} }`;

/** The connection that {@link RECORD_FRAGMENT} is spread in, for an environment in a variable. */
export function selectRecord(alias: string, variable: string): string {
  return `${alias}: deployments(environments: $${variable}, first: 1, orderBy: { field: CREATED_AT, direction: DESC }) { ...Newest }`;
}

/** What a deployment records of an environment; undefined for one that is no record of ours. */
export function asRecord(
  environment: string,
  reply: DeploymentReply | undefined,
): VerificationRecord | undefined {
  if (reply === undefined) return undefined;
  const { latestStatus } = reply;
  return readRecord({
    environment,
    payload: payloadText(reply.payload),
    creator: loginOf(reply.creator),
    status:
      latestStatus === null
        ? undefined
        : {
            state: latestStatus.state,
            createdAt: latestStatus.createdAt,
            creator: loginOf(latestStatus.creator),
            url: latestStatus.logUrl ?? undefined,
          },
  });
}

/** A payload given as an object comes back as JSON text, and some servers quote that text once more. */
function payloadText(payload: string | null): string {
  if (payload === null || !payload.startsWith('"')) return payload ?? "";
  const inner: unknown = JSON.parse(payload);
  return typeof inner === "string" ? inner : payload;
}

/** A record that is to be written: who and when is GitHub's to say. */
export type NewRecord = Omit<VerificationRecord, "actor" | "at"> & {
  /** In one sentence. */
  readonly reason: string;
};

/** GitHub cuts or refuses longer descriptions. */
const DESCRIPTION_CHARACTERS = 140;

const STATES = { pass: "success", fail: "failure", unknown: "in_progress" } as const;

/**
 * Records a verification as {@link readRecords} reads it: a deployment and its one status, two requests.
 * Whatever fails between them leaves a deployment without status, which counts for nothing. An older
 * deployment of the environment is left as it is, and no deployment waits for checks or merges anything.
 * @throws `GitHubFailure`
 */
export async function writeRecord(
  client: Client,
  { repository, record }: { readonly repository: string; readonly record: NewRecord },
): Promise<{ readonly deploymentId: number }> {
  const [owner = "", repo = ""] = repository.split("/");
  const description = record.reason.slice(0, DESCRIPTION_CHARACTERS);
  const { id } = await client.rest<{ readonly id: number }>(
    "POST /repos/{owner}/{repo}/deployments",
    {
      owner,
      repo,
      ref: record.revision,
      task: "verify",
      environment: recordEnvironment(record.app, record.environment),
      payload: recordPayload(record),
      description,
      auto_merge: false,
      required_contexts: [],
      transient_environment: false,
      production_environment: false,
    },
  );
  await client.rest("POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses", {
    owner,
    repo,
    deployment_id: id,
    state: STATES[record.outcome],
    description,
    auto_inactive: false,
    ...(record.url === undefined ? {} : { log_url: record.url }),
  });
  return { deploymentId: id };
}
