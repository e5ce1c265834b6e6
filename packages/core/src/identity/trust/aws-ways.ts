import { presence } from "../claims.ts";
import type { AwsCondition, AwsPolicy, AwsStatement } from "./aws-policy.ts";
import type { TrustFinding } from "./finding.ts";
import { GITHUB_ISSUER, isGitHubIssuer, withoutScheme } from "./github-issuer.ts";
import { hasWildcard } from "./pattern.ts";
import type { Constraint, Way } from "./way.ts";

/**
 * The claims that AWS makes condition keys of. A condition on any other finds nothing to compare.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
const AWS_CLAIMS: ReadonlySet<string> = new Set([
  "aud",
  "sub",
  "actor",
  "actor_id",
  "enterprise_id",
  "environment",
  "job_workflow_ref",
  "ref",
  "repository",
  "repository_id",
  "workflow",
]);

/** What AWS's own audience is, and China's. */
const AWS_AUDIENCES = ["sts.amazonaws.com", "sts.amazonaws.com.cn"] as const;

/** The ways that a trust policy opens to GitHub, and the conditions that do not do what they say. */
export function awsWays(
  { statements }: AwsPolicy,
  iss?: string,
): { readonly ways: readonly Way[]; readonly findings: readonly TrustFinding[] } {
  const open = statements.flatMap((statement) => {
    const issuer = issuerOf(statement, iss);
    return issuer === undefined ? [] : [{ ...statement, issuer }];
  });
  const allowed = open.filter(({ effect }) => effect === "Allow");
  const denied = open.filter(({ effect }) => effect === "Deny").flatMap(denyConstraints);
  return {
    ways: allowed.map(({ place, conditions, issuer }) => ({
      place,
      constraints: [
        ...conditions.flatMap((condition) => constraintOf(condition, issuer) ?? []),
        ...denied,
      ],
    })),
    findings: allowed.flatMap((statement) => [
      ...principalFindings(statement),
      ...statement.conditions.flatMap((condition) => conditionFindings(condition, statement)),
      ...claimFindings(statement),
    ]),
  };
}

/** A statement that is about tokens of a GitHub issuer. */
interface OpenStatement extends AwsStatement {
  readonly issuer: string;
}

/**
 * The GitHub issuer that a statement lets in, without scheme; undefined when it lets in none.
 * With a token's `iss`, only that one counts.
 */
export function issuerOf({ covers, principals }: AwsStatement, iss?: string): string | undefined {
  if (!covers) return undefined;
  if (principals.includes("*")) return withoutScheme(iss ?? GITHUB_ISSUER);
  const issuers = principals.flatMap((arn) => /:oidc-provider\/(.+)$/.exec(arn)?.[1] ?? []);
  return issuers.find((issuer) => isGitHubIssuer(issuer, iss));
}

/**
 * The claim behind a condition key `ISSUER:CLAIM`; keys are compared without regard to case. Undefined for
 * AWS's own keys and for those of other issuers.
 */
export function claimOf({ key }: AwsCondition, issuer: string): string | undefined {
  const prefix = `${issuer.toLowerCase()}:`;
  const name = key.toLowerCase();
  return name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
}

/** Whether AWS makes a condition key of this claim. */
export function isAwsClaim(claim: string): boolean {
  return AWS_CLAIMS.has(claim);
}

/** What a condition of an Allow asks of a claim; undefined where it asks nothing that could be relied on. */
function constraintOf(condition: AwsCondition, issuer: string): Constraint | undefined {
  const { test, quantifier, ifExists, values } = condition;
  const claim = claimOf(condition, issuer);
  if (claim === undefined || !isAwsClaim(claim)) return undefined;
  if (test.kind === "null") {
    const mustExist = values.some(({ text }) => text.toLowerCase() === "false");
    return mustExist ? { claim, any: [{ kind: "like", text: "*" }] } : undefined;
  }
  if (test.kind === "other" || test.negated) return undefined;
  const holdsWhenAbsent = quantifier === "all" || ifExists;
  if (holdsWhenAbsent && (quantifier === "all" || presence(claim) !== "always")) return undefined;
  const kind = test.like ? "like" : "exact";
  return { claim, any: values.map(({ text, place }) => ({ kind, text, place })) };
}

/** `Deny unless` asks as much as a condition of the Allow; a Deny with several conditions is not read that way. */
function denyConstraints({ conditions, issuer }: OpenStatement): Constraint[] {
  const [only, ...more] = conditions;
  if (more.length > 0) return [];
  if (only === undefined) return [{ claim: "sub", any: [] }];
  const { test, quantifier, ifExists } = only;
  if (test.kind !== "string" || !test.negated || quantifier !== undefined || ifExists) return [];
  const asked = constraintOf({ ...only, test: { ...test, negated: false } }, issuer);
  return asked === undefined ? [] : [asked];
}

function principalFindings({ principals, issuer, place }: OpenStatement): TrustFinding[] {
  if (!principals.includes("*")) return [];
  return [
    {
      code: "principal-any",
      severity: "error",
      place,
      message:
        'the Principal is "*": every identity provider of the account is let in, and roles of others may be',
      fix: `Name the provider: {"Federated": "arn:aws:iam::ACCOUNT:oidc-provider/${issuer}"}.`,
    },
  ];
}

function conditionFindings(condition: AwsCondition, { issuer }: OpenStatement): TrustFinding[] {
  const { operator, quantifier, ifExists, test, key, place } = condition;
  const claim = claimOf(condition, issuer);
  if (claim === undefined && !/^[^:]*[./]/.test(key)) return []; // aws:..., sts:...
  const found = (
    code: TrustFinding["code"],
    severity: TrustFinding["severity"],
    words: Pick<TrustFinding, "message" | "fix">,
  ): TrustFinding[] => [{ code, severity, place, ...words }];
  if (claim === undefined || !isAwsClaim(claim)) {
    return found("key-unknown", "error", {
      message: `AWS documents no condition key ${key} for the provider ${issuer}; a key that is absent fits nothing${ifExists ? ", and IfExists lets it pass" : ""}`,
      fix: `Use ${issuer}: with one of ${[...AWS_CLAIMS].join(", ")}.`,
    });
  }
  if (quantifier === "all") {
    return found("for-all-values", "error", {
      message: `${operator} holds when ${claim} is absent, and is meant for keys with many values; the condition cannot be relied on`,
      fix: `Write ${operator.replace(/^.*?:/, "")} without ForAllValues.`,
    });
  }
  if (ifExists && presence(claim) !== "always") {
    return found("if-exists", "error", {
      message: `${operator} holds for tokens without ${claim}, so for every job that has none`,
      fix: `Write ${operator.replace(/IfExists$/i, "")}.`,
    });
  }
  if (test.kind === "string" && test.negated) {
    return found("negated", "warning", {
      message: `${operator} on ${claim} keeps a few out and lets everybody else in`,
      fix: "Name who gets in, with StringEquals.",
    });
  }
  return [];
}

function claimFindings({ conditions, issuer, place }: OpenStatement): TrustFinding[] {
  const of = (claim: string): AwsCondition[] =>
    conditions.filter((condition) => claimOf(condition, issuer) === claim);
  const findings: TrustFinding[] = [];
  if (of("sub").length === 0) {
    findings.push({
      code: "sub-missing",
      severity: "error",
      place,
      message:
        "no condition on sub: IAM saves no such policy any more, and what else it asks for rarely names one repository",
      fix: `Add "StringEquals": {"${issuer}:sub": "repo:OWNER/REPOSITORY:environment:NAME"}.`,
    });
  }
  const audiences = of("aud").flatMap(({ values }) => values);
  if (audiences.length === 0) {
    findings.push({
      code: "audience-missing",
      severity: "warning",
      place,
      message:
        "no condition on aud: a token made for another service gets in wherever the provider's client ids allow it",
      fix: `Add "StringEquals": {"${issuer}:aud": "${AWS_AUDIENCES[0]}"}.`,
    });
  } else if (!audiences.some(({ text }) => isAwsAudience(text))) {
    findings.push({
      code: "audience-other",
      severity: "warning",
      place: audiences[0]?.place,
      message: `aud has to be ${audiences.map(({ text }) => JSON.stringify(text)).join(" or ")}; GitHub's actions for AWS ask for ${AWS_AUDIENCES[0]}`,
      fix: `Write ${AWS_AUDIENCES[0]}, or give this audience to the step: audience: ${audiences[0]?.text}.`,
    });
  }
  return findings;
}

function isAwsAudience(text: string): boolean {
  return hasWildcard(text) || AWS_AUDIENCES.some((audience) => audience === text);
}
