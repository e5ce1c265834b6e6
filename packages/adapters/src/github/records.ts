import {
  readRecord,
  recordEnvironment,
  recordPayload,
  type VerificationRecord,
} from "@gitops-actions/core/evidence";
import { type Actor, loginOf } from "./actor.ts";
import type { Client } from "./client.ts";
import { graphqlFailure } from "./failure.ts";

/**
 * Environments asked for in one request. GitHub answers one such field from an index; 200 of them stay far
 * below its limits of nodes and of time.
 */
const ENVIRONMENTS_PER_QUERY = 200;

interface DeploymentReply {
  readonly payload: string | null;
  readonly creator: Actor | null;
  readonly latestStatus: {
    readonly state: string;
    readonly createdAt: string;
    readonly creator: Actor | null;
    readonly logUrl: string | null;
  } | null;
}

type DeploymentReplies = Readonly<
  Record<`d${number}`, { readonly nodes: readonly DeploymentReply[] }>
>;

/**
 * The newest verification of each app in an environment, by the name of its record (`staging/checkout`);
 * what has none is left out. One request for every {@link ENVIRONMENTS_PER_QUERY} names.
 *
 * The records are GitHub deployments, one environment for each app in each environment, and nothing else
 * holds them: no index that could be stale, nothing to rebuild. Commit statuses were the other way; they
 * hang on commits, so finding the newest of one app means walking the history of its files, and for many
 * apps that runs into GitHub's ten seconds. An index blob would be one request less and one more truth.
 * @throws `GitHubFailure`
 */
export async function readRecords(
  client: Client,
  { repository, names }: { readonly repository: string; readonly names: readonly string[] },
): Promise<ReadonlyMap<string, VerificationRecord>> {
  const records = new Map<string, VerificationRecord>();
  for (let from = 0; from < names.length; from += ENVIRONMENTS_PER_QUERY) {
    const some = names.slice(from, from + ENVIRONMENTS_PER_QUERY);
    const replies = await readDeployments(client, repository, some);
    for (const [index, environment] of some.entries()) {
      const record = asRecord(environment, replies[`d${index}`]?.nodes[0]);
      if (record !== undefined) records.set(environment, record);
    }
  }
  return records;
}

async function readDeployments(
  client: Client,
  repository: string,
  names: readonly string[],
): Promise<DeploymentReplies> {
  const [owner = "", name = ""] = repository.split("/");
  const declared = names.map((_, index) => `, $e${index}: [String!]`).join("");
  const selected = names.map(
    (_, index) =>
      `d${index}: deployments(environments: $e${index}, first: 1, orderBy: { field: CREATED_AT, direction: DESC }) { ...Newest }`,
  );
  const { data, errors } = await client.graphql<{ readonly repository: DeploymentReplies | null }>(
    `query ReadRecords($owner: String!, $name: String!${declared}) {
      repository(owner: $owner, name: $name) { ${selected.join("\n")} }
    }
    fragment Newest on DeploymentConnection { nodes {
      payload creator { __typename login }
      latestStatus { state createdAt logUrl creator { __typename login } }
    } }`,
    { owner, name, ...Object.fromEntries(names.map((one, index) => [`e${index}`, [one]])) },
  );
  if (data.repository === null) throw graphqlFailure(errors, { headers: {}, now: Date.now() });
  return data.repository;
}

function asRecord(
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
