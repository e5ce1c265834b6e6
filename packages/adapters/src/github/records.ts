import { readRecord, type VerificationRecord } from "@gitops-actions/core/evidence";
import { type Actor, loginOf } from "./actor.ts";

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
