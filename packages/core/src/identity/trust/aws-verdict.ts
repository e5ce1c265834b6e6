import type { Claims } from "../claims.ts";
import type { AwsCondition, AwsPolicy, AwsStatement, AwsTest } from "./aws-policy.ts";
import { claimOf, isAwsClaim, issuerOf } from "./aws-ways.ts";
import { withoutScheme } from "./github-issuer.ts";
import { whyMismatch } from "./mismatch.ts";
import { matchesLike } from "./pattern.ts";
import type { FailedCondition, Verdict } from "./verdict.ts";

/** Whether a trust policy lets in a token with these claims, as IAM evaluates it. */
export function awsVerdict({ statements }: AwsPolicy, claims: Claims): Verdict {
  const issuer = withoutScheme(claims["iss"] ?? "");
  const about = statements.filter((statement) => issuerOf(statement, claims["iss"]) !== undefined);
  const judged = about.map((statement) => ({
    statement,
    conditions: statement.conditions.map((condition) => ({
      condition,
      answer: answer(condition, { issuer, claims }),
    })),
  }));
  const unjudged = judged.flatMap(({ conditions }) =>
    conditions.flatMap(({ condition, answer }) =>
      answer === "unjudged" ? [`${condition.operator} ${condition.key}`] : [],
    ),
  );
  const failedOf = ({ conditions }: (typeof judged)[number]): AwsCondition[] =>
    conditions.flatMap(({ condition, answer }) => (answer === "fails" ? [condition] : []));

  const deny = judged.find(
    ({ statement, conditions }) =>
      statement.effect === "Deny" && conditions.every(({ answer }) => answer === "holds"),
  );
  if (deny !== undefined) {
    return { accepted: false, failed: [denied(deny.statement)], unjudged };
  }
  const ways = judged
    .filter(({ statement }) => statement.effect === "Allow")
    .map(failedOf)
    .sort((one, other) => one.length - other.length);
  const [nearest] = ways;
  if (nearest === undefined) return { accepted: false, failed: [noProvider(issuer)], unjudged };
  const failed = nearest.map((condition) => explainCondition(condition, { issuer, claims }));
  return { accepted: failed.length === 0, failed, unjudged };
}

interface Question {
  readonly issuer: string;
  readonly claims: Claims;
}

/** A condition that compares texts. */
type Comparison = AwsCondition & { readonly test: Extract<AwsTest, { kind: "string" }> };

function answer(
  condition: AwsCondition,
  { issuer, claims }: Question,
): "holds" | "fails" | "unjudged" {
  const { test, values } = condition;
  const claim = claimOf(condition, issuer);
  if (claim === undefined && !/^[^:]*[./]/.test(condition.key)) return "unjudged"; // aws:..., sts:...
  const got = claim === undefined || !isAwsClaim(claim) ? undefined : claims[claim];
  switch (test.kind) {
    case "other":
      return "unjudged";
    case "null": {
      const wantsAbsent = values.some(({ text }) => text.toLowerCase() === "true");
      return (got === undefined) === wantsAbsent ? "holds" : "fails";
    }
    case "string": {
      const comparison = { ...condition, test };
      const isMet = got === undefined ? holdsWhenAbsent(comparison) : holdsFor(got, comparison);
      return isMet ? "holds" : "fails";
    }
  }
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html */
function holdsWhenAbsent({ test, quantifier, ifExists }: Comparison): boolean {
  return ifExists || quantifier === "all" || (quantifier === undefined && test.negated);
}

function holdsFor(got: string, { test, values }: Comparison): boolean {
  const fits = values.some(({ text }) => {
    if (test.like) return matchesLike(text, got);
    return test.ignoreCase ? text.toLowerCase() === got.toLowerCase() : text === got;
  });
  return fits !== test.negated;
}

function explainCondition(condition: AwsCondition, { issuer, claims }: Question): FailedCondition {
  const { operator, key, values, place, test } = condition;
  const claim = claimOf(condition, issuer);
  const wanted = values.map(({ text }) => text);
  const known = claim !== undefined && isAwsClaim(claim);
  const like = test.kind === "string" && test.like;
  return {
    condition: `${operator} ${claim ?? key}`,
    wanted,
    got: known ? claims[claim] : undefined,
    why: known ? whyMismatch({ claim, wanted, like, claims }) : `AWS has no condition key ${key}`,
    place,
  };
}

function denied({ place }: AwsStatement): FailedCondition {
  return {
    condition: "Deny",
    wanted: [],
    got: undefined,
    why: "this Deny statement fits the token, and a Deny beats every Allow",
    place,
  };
}

function noProvider(issuer: string): FailedCondition {
  return {
    condition: "Principal",
    wanted: [`arn:aws:iam::ACCOUNT:oidc-provider/${issuer}`],
    got: undefined,
    why: "no statement allows sts:AssumeRoleWithWebIdentity to this provider",
  };
}
