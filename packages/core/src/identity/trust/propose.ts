import type { Role } from "../aws/role.ts";
import type { Claims } from "../claims.ts";
import { type Provider, repositoryMember } from "../gcp/provider.ts";
import { MAX_SUBJECT_BYTES, utf8Length } from "../gcp/subject.ts";
import { withoutScheme } from "./github-issuer.ts";

/**
 * A trust policy for a role that accepts jobs like the one of these claims and as few others as AWS can tell
 * apart: its `sub` in the classic and in the immutable form, the repository's id, and the workflow at its ref.
 * JSON.
 */
export function proposeAwsTrust(claims: Claims, role: Pick<Role, "partition" | "account">): string {
  const issuer = withoutScheme(claims["iss"] ?? "");
  const provider = `arn:${role.partition}:iam::${role.account}:oidc-provider/${issuer}`;
  const { repository_id: repositoryId } = claims;
  const workflow = workflowOf(claims);
  const equals = {
    [`${issuer}:aud`]: claims["aud"],
    [`${issuer}:sub`]: subjects(claims),
    ...(repositoryId === undefined ? {} : { [`${issuer}:repository_id`]: repositoryId }),
    ...(workflow === undefined ? {} : { [`${issuer}:job_workflow_ref`]: workflow }),
  };
  const statement = {
    Effect: "Allow",
    Principal: { Federated: provider },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: equals },
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, null, 2);
}

/**
 * Commands that make a Workload Identity provider accept jobs like the one of these claims and as few others
 * as its condition can tell apart, and that let them become the service account where there is one.
 */
export function proposeGcpTrust(
  claims: Claims,
  request: { readonly provider: Provider; readonly serviceAccount: string | undefined },
): string {
  const { provider, serviceAccount } = request;
  const { projectNumber, pool, id } = provider;
  const update = command(
    `gcloud iam workload-identity-pools providers update-oidc ${id}`,
    `--project=${projectNumber} --location=global --workload-identity-pool=${pool}`,
    `--attribute-mapping='google.subject=${subjectMapping(claims)},attribute.repository_id=assertion.repository_id'`,
    `--attribute-condition='${proposeGcpCondition(claims)}'`,
  );
  if (serviceAccount === undefined) return update;
  const bind = command(
    `gcloud iam service-accounts add-iam-policy-binding ${serviceAccount}`,
    "--role=roles/iam.workloadIdentityUser",
    `--member='${repositoryMember(provider, claims)}'`,
  );
  return `${update}\n\n${bind}`;
}

/** The attribute condition alone. It may stand between single quotes of a shell. */
export function proposeGcpCondition(claims: Claims): string {
  const moment = claims["environment"] === undefined ? "ref" : "environment";
  const asked = {
    repository_owner_id: claims["repository_owner_id"],
    repository_id: claims["repository_id"],
    [moment]: claims[moment],
    job_workflow_ref: workflowOf(claims),
  };
  const terms = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined ? [] : [`assertion.${name} == ${celText(value)}`],
  );
  return terms.join(" && ");
}

function command(...lines: readonly string[]): string {
  return lines.join(" \\\n  ");
}

/** Google takes a short subject only; ids are short. */
function subjectMapping(claims: Claims): string {
  if (utf8Length(claims["sub"] ?? "") <= MAX_SUBJECT_BYTES) return "assertion.sub";
  return '"repository:" + assertion.repository_id';
}

/** The `sub` of the claims, and in the other form where GitHub has two. */
function subjects({ iss = "", sub = "", ...claims }: Claims): string | readonly string[] {
  const { repository_id: nameId, repository_owner_id: ownerId } = claims;
  const [, owner, name, rest] =
    /^repo:([^/@:]+)(?:@\d+)?\/([^/@:]+)(?:@\d+)?(:.*)$/.exec(sub) ?? [];
  const isServer = iss.endsWith("/_services/token"); // GitHub Enterprise Server has the classic form alone
  if (rest === undefined || nameId === undefined || ownerId === undefined || isServer) return sub;
  return [`repo:${owner}/${name}${rest}`, `repo:${owner}@${ownerId}/${name}@${nameId}${rest}`];
}

/** The workflow at its ref. A pull request's ref is another one for each, and no place to trust. */
function workflowOf({ job_workflow_ref: workflow }: Claims): string | undefined {
  return workflow?.includes("@refs/pull/") ? undefined : workflow;
}

/** A text of the Common Expression Language that may stand between single quotes of a shell. */
function celText(text: string): string {
  return JSON.stringify(text).replaceAll("'", "\\x27");
}
