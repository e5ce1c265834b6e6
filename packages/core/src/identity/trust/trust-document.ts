import { UserError } from "../../errors.ts";
import { readYaml, type YamlValue } from "../../yaml/index.ts";
import type { Claims } from "../claims.ts";
import { assessWay } from "./assess.ts";
import { type AwsPolicy, providerOf, readAwsPolicy } from "./aws-policy.ts";
import { awsVerdict } from "./aws-verdict.ts";
import { awsWays } from "./aws-ways.ts";
import { RATINGS, type TrustFinding, type TrustRating } from "./finding.ts";
import { type GcpProvider, isGcpProvider, readGcpProvider } from "./gcp-provider.ts";
import { gcpVerdict } from "./gcp-verdict.ts";
import { gcpWays } from "./gcp-ways.ts";
import { proposeAwsTrust, proposeGcpCondition } from "./propose.ts";
import { intendedClaims } from "./tighter.ts";
import type { Verdict } from "./verdict.ts";
import type { Way } from "./way.ts";

/** Whom a cloud trusts, as somebody wrote it down. */
export type TrustDocument =
  | { readonly cloud: "AWS"; readonly policy: AwsPolicy }
  | { readonly cloud: "Google Cloud"; readonly provider: GcpProvider };

/** How tight trust is, by its broadest way in. */
export interface TrustReport {
  readonly cloud: TrustDocument["cloud"];
  readonly rating: TrustRating;
  /** The broadest job that gets in, in words. */
  readonly who: string;
  /** In the order of the document, each once. */
  readonly findings: readonly TrustFinding[];
  /**
   * Trust that is tighter, to paste: a trust policy in JSON, or an attribute condition. What the document does
   * not tell stands in capitals. undefined for the best.
   */
  readonly tighter: string | undefined;
}

/**
 * Trust in a document of JSON or YAML: a role's trust policy or what `aws iam get-role` prints; a provider as
 * `gcloud iam workload-identity-pools providers describe` prints it, or its attribute condition alone.
 * @throws `trust-policy-invalid`, at its place where it has one
 */
export function readTrust(source: { readonly text: string; readonly file: string }): TrustDocument {
  const isCondition = /^[\s!(]*(?:has\()?(?:assertion|attribute|google)[.[]/.test(source.text);
  const text = isCondition ? JSON.stringify(source.text.trim()) : source.text;
  const [document] = readYaml({ ...source, text, code: "trust-policy-invalid" });
  if (document === undefined) {
    throw new UserError("trust-policy-invalid", "the trust policy is empty", {
      file: source.file,
      hint: "Give a role's trust policy, or a Workload Identity provider.",
    });
  }
  if (isGcpProvider(document)) {
    return { cloud: "Google Cloud", provider: readGcpProvider(document) };
  }
  return { cloud: "AWS", policy: readAwsPolicy(policyIn(document)) };
}

/** A policy may stand inside the role that AWS's tools print. */
function policyIn(document: YamlValue): YamlValue {
  const role = document.entries().get("Role") ?? document;
  return role.entries().get("AssumeRolePolicyDocument") ?? role;
}

/** How tight trust in GitHub is. With a token's `iss`, only that issuer counts as GitHub. */
export function rateTrust(document: TrustDocument, iss?: string): TrustReport {
  const { ways, findings } =
    document.cloud === "AWS" ? awsWays(document.policy, iss) : gcpWays(document.provider, iss);
  const assessed = ways.map(assessWay);
  const [broadest] = assessed.toSorted(
    (one, other) => RATINGS.indexOf(one.rating) - RATINGS.indexOf(other.rating),
  );
  return {
    cloud: document.cloud,
    rating: broadest?.rating ?? "closed",
    who: broadest?.who ?? "nobody",
    tighter: broadest?.rating === "best" ? undefined : tighter(document, ways),
    findings: inOrder([...findings, ...assessed.flatMap((assessment) => assessment.findings)]),
  };
}

function tighter(document: TrustDocument, ways: readonly Way[]): string {
  const claims = intendedClaims(ways);
  if (document.cloud === "Google Cloud") return proposeGcpCondition(claims);
  const { partition = "aws", account = "ACCOUNT" } = providerOf(document.policy) ?? {};
  return proposeAwsTrust(claims, { partition, account });
}

/** Whether a token with these claims gets in, and what it fails. */
export function judgeTrust(document: TrustDocument, claims: Claims): Verdict {
  return document.cloud === "AWS"
    ? awsVerdict(document.policy, claims)
    : gcpVerdict(document.provider, claims);
}

function inOrder(findings: readonly TrustFinding[]): TrustFinding[] {
  const line = ({ place }: TrustFinding): number => place?.line ?? 0;
  const key = (finding: TrustFinding): string =>
    `${finding.code} ${line(finding)} ${finding.message}`;
  const once = new Map(findings.map((finding) => [key(finding), finding]));
  return [...once.values()].sort((one, other) => line(one) - line(other));
}
