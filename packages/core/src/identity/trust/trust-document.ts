import { UserError } from "../../errors.ts";
import { readYaml } from "../../yaml/index.ts";
import type { Claims } from "../claims.ts";
import { assessWay } from "./assess.ts";
import { type AwsPolicy, readAwsPolicy } from "./aws-policy.ts";
import { awsVerdict } from "./aws-verdict.ts";
import { awsWays } from "./aws-ways.ts";
import { RATINGS, type TrustFinding, type TrustRating } from "./finding.ts";
import type { Verdict } from "./verdict.ts";

/** Whom a cloud trusts, as somebody wrote it down. */
export type TrustDocument = { readonly cloud: "AWS"; readonly policy: AwsPolicy };

/** How tight trust is, by its broadest way in. */
export interface TrustReport {
  readonly cloud: TrustDocument["cloud"];
  readonly rating: TrustRating;
  /** The broadest job that gets in, in words. */
  readonly who: string;
  /** In the order of the document, each once. */
  readonly findings: readonly TrustFinding[];
}

/**
 * Trust in a document of JSON or YAML: an IAM role's trust policy (or what `aws iam get-role` prints, which
 * holds one), or a Workload Identity provider as `gcloud ... providers describe` prints it.
 * @throws `trust-policy-invalid`, at its place where it has one
 */
export function readTrust(source: { readonly text: string; readonly file: string }): TrustDocument {
  const [document] = readYaml({ ...source, code: "trust-policy-invalid" });
  if (document === undefined) {
    throw new UserError("trust-policy-invalid", "the trust policy is empty", {
      file: source.file,
      hint: "Give the policy that the role's trust relationships show.",
    });
  }
  return { cloud: "AWS", policy: readAwsPolicy(document) };
}

/** How tight trust in GitHub is. With a token's `iss`, only that issuer counts as GitHub. */
export function rateTrust(document: TrustDocument, iss?: string): TrustReport {
  const { ways, findings } = awsWays(document.policy, iss);
  const assessed = ways.map(assessWay);
  const broadest = assessed.toSorted(
    (one, other) => RATINGS.indexOf(one.rating) - RATINGS.indexOf(other.rating),
  )[0];
  return {
    cloud: document.cloud,
    rating: broadest?.rating ?? "closed",
    who: broadest?.who ?? "nobody",
    findings: inOrder([...findings, ...assessed.flatMap((assessment) => assessment.findings)]),
  };
}

/** Whether a token with these claims gets in. */
export function judgeTrust(document: TrustDocument, claims: Claims): Verdict {
  return awsVerdict(document.policy, claims);
}

function inOrder(findings: readonly TrustFinding[]): TrustFinding[] {
  const line = ({ place }: TrustFinding): number => place?.line ?? 0;
  const key = (finding: TrustFinding): string =>
    JSON.stringify([finding.code, finding.message, line(finding)]);
  const once = new Map(findings.map((finding) => [key(finding), finding]));
  return [...once.values()].sort((one, other) => line(one) - line(other));
}
