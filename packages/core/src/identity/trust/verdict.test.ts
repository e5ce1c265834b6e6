import { describe, expect, test } from "vitest";
import type { Claims } from "../claims.ts";
import { judgeTrust, readTrust, type Verdict } from "./index.ts";

const issuer = "token.actions.githubusercontent.com";

const job: Claims = {
  iss: `https://${issuer}`,
  aud: "sts.amazonaws.com",
  sub: "repo:acme/checkout:ref:refs/heads/main",
  repository: "acme/checkout",
  repository_id: "7301",
  repository_owner_id: "4002",
  ref: "refs/heads/main",
  event_name: "push",
};
const atProd: Claims = { ...job, environment: "prod", sub: "repo:acme/checkout:environment:prod" };

function judge(text: string, claims: Claims): Verdict {
  return judgeTrust(readTrust({ text, file: "p" }), claims);
}

interface Part {
  readonly Effect?: "Allow" | "Deny";
  readonly Federated?: string;
  readonly Condition?: object;
}

function policy(...parts: readonly Part[]): string {
  const statements = parts.map(({ Effect = "Allow", Federated, Condition = {} }) => ({
    Effect,
    Principal: { Federated: Federated ?? `arn:aws:iam::123456789012:oidc-provider/${issuer}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition,
  }));
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function wanting(claim: string, value: string, operator = "StringEquals"): string {
  return policy({ Condition: { [operator]: { [`${issuer}:${claim}`]: value } } });
}

describe("a trust policy of AWS", () => {
  test.each<[string, string, Claims]>([
    ["that asks for nothing", policy({}), job],
    ["for this sub", wanting("sub", job["sub"] ?? ""), job],
    ["for a pattern of subs", wanting("sub", "repo:acme/*:ref:refs/heads/m??n", "StringLike"), job],
    [
      "in another case, where case does not count",
      wanting("sub", "REPO:acme/checkout:ref:refs/heads/main", "StringEqualsIgnoreCase"),
      job,
    ],
    [
      "for what the token does not have, if it exists",
      wanting("environment", "prod", "StringEqualsIfExists"),
      job,
    ],
    [
      "for what the token does not have, for all values",
      wanting("environment", "prod", "ForAllValues:StringEquals"),
      job,
    ],
    ["against another value", wanting("ref", "refs/heads/dev", "StringNotEquals"), job],
    ["for an absent claim", wanting("environment", "true", "Null"), job],
    [
      "in its second statement",
      policy({ Condition: { StringEquals: { [`${issuer}:sub`]: "x" } } }, {}),
      job,
    ],
    [
      "beside a Deny that does not fit",
      policy({}, { Effect: "Deny", Condition: { StringEquals: { [`${issuer}:ref`]: "x" } } }),
      job,
    ],
    ["by a key in another case", wanting("SUB", job["sub"] ?? ""), job],
  ])("%s lets the job in", (_, text, claims) => {
    expect(judge(text, claims)).toMatchObject({ accepted: true, failed: [] });
  });

  test.each<[string, string, Claims, object]>([
    [
      "for an environment",
      wanting("sub", "repo:acme/checkout:environment:prod"),
      job,
      {
        condition: "StringEquals sub",
        why: 'the job names no environment: add "environment: prod" to it',
      },
    ],
    [
      "for a ref, of a job with an environment",
      wanting("sub", "repo:acme/checkout:ref:refs/heads/main"),
      atProd,
      { why: "the job names the environment prod, so sub names that and no ref" },
    ],
    [
      "in the classic form",
      wanting("sub", job["sub"] ?? ""),
      { ...job, sub: "repo:acme@4002/checkout@7301:ref:refs/heads/main" },
      { why: expect.stringContaining("immutable form") },
    ],
    [
      "in the immutable form",
      wanting("sub", "repo:acme@4002/checkout@7301:ref:refs/heads/main"),
      job,
      { why: expect.stringContaining("classic form") },
    ],
    [
      "in another case",
      wanting("sub", "repo:Acme/checkout:ref:refs/heads/main"),
      job,
      { why: expect.stringContaining("upper and lower case") },
    ],
    [
      "with a wildcard that is none",
      wanting("sub", "repo:acme/checkout:*"),
      job,
      { why: expect.stringContaining("wildcard means itself") },
    ],
    [
      "with a colon unescaped",
      wanting("sub", "repo:acme/checkout:environment:a:b"),
      { ...atProd, sub: "repo:acme/checkout:environment:a%3Ab" },
      { why: expect.stringContaining("%3A") },
    ],
    [
      "for a branch, of a pull request",
      wanting("sub", job["sub"] ?? ""),
      { ...job, sub: "repo:acme/checkout:pull_request" },
      { why: "the run is for a pull request" },
    ],
    [
      "for another audience",
      wanting("aud", "acme"),
      job,
      { got: "sts.amazonaws.com", why: expect.stringContaining('"audience: acme"') },
    ],
    [
      "for a claim that the token does not have",
      wanting("environment", "prod"),
      job,
      { got: undefined, why: "the job names none: add environment: to it" },
    ],
    [
      "for a key that AWS does not have",
      wanting("workflow_ref", "x"),
      job,
      { why: expect.stringContaining("no condition key") },
    ],
    ["with a Deny that fits", policy({}, { Effect: "Deny" }), job, { condition: "Deny" }],
    [
      "for another provider",
      policy({ Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" }),
      job,
      { condition: "Principal" },
    ],
  ])("%s keeps the job out", (_, text, claims, failed) => {
    expect(judge(text, claims)).toMatchObject({ accepted: false, failed: [failed] });
  });

  test("is judged by the way in that is nearest", () => {
    const text = policy(
      { Condition: { StringEquals: { [`${issuer}:sub`]: "x", [`${issuer}:ref`]: "y" } } },
      { Condition: { StringEquals: { [`${issuer}:sub`]: job["sub"], [`${issuer}:ref`]: "y" } } },
    );

    expect(judge(text, job).failed).toMatchObject([{ condition: "StringEquals ref" }]);
  });

  test("with a Deny that AWS alone can judge lets the job in, and says so", () => {
    const deny = {
      Effect: "Deny",
      Condition: { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
    } as const;

    expect(judge(policy({}, deny), job)).toMatchObject({
      accepted: true,
      unjudged: ["NotIpAddress aws:SourceIp"],
    });
  });

  test("leaves to AWS what AWS alone knows", () => {
    const text = policy({ Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } });

    expect(judge(text, job)).toEqual({
      accepted: true,
      failed: [],
      unjudged: ["IpAddress aws:SourceIp"],
    });
  });
});

describe("a provider of Google Cloud", () => {
  const provider = {
    name: "projects/1/locations/global/workloadIdentityPools/github/providers/acme",
    attributeMapping: {
      "google.subject": "assertion.sub",
      "attribute.owner": "assertion.repository.extract('{owner}/')",
    },
    oidc: { issuerUri: `https://${issuer}` },
  };
  const claims = { ...job, aud: `https://iam.googleapis.com/${provider.name}` };
  const with_ = (change: object): string => JSON.stringify({ ...provider, ...change });

  test.each([
    ["without a condition", {}],
    ["by a claim", { attributeCondition: "assertion.repository_id == '7301'" }],
    ["by a mapped attribute", { attributeCondition: "attribute.owner == 'acme'" }],
    ["by google.subject", { attributeCondition: "google.subject.startsWith('repo:acme/')" }],
    ["by a regular expression", { attributeCondition: "assertion.ref.matches('^refs/heads/')" }],
    [
      "by another side than the absent claim",
      { attributeCondition: "assertion.environment == 'x' || assertion.ref == 'refs/heads/main'" },
    ],
  ])("%s lets the job in", (_, change) => {
    expect(judge(with_(change), claims)).toMatchObject({ accepted: true, failed: [] });
  });

  test.each<[string, object, Claims, object]>([
    [
      "by a claim",
      {
        attributeCondition: "assertion.repository_id == '1' && assertion.ref == 'refs/heads/main'",
      },
      claims,
      { condition: "assertion.repository_id ==", wanted: ["1"], got: "7301" },
    ],
    [
      "by an absent claim",
      { attributeCondition: "assertion.environment in ['prod', 'staging']" },
      claims,
      { condition: "assertion.environment in", wanted: ["prod", "staging"], got: undefined },
    ],
    [
      "by alternatives",
      { attributeCondition: "assertion.ref == 'x' || assertion.event_name == 'y'" },
      claims,
      {
        condition: "assertion.ref == 'x' || assertion.event_name == 'y'",
        got: "ref = refs/heads/main, event_name = push",
      },
    ],
    [
      "of another issuer",
      { oidc: { issuerUri: "https://gitlab.com" } },
      claims,
      { condition: "issuer" },
    ],
    ["of another audience", {}, job, { condition: "audience", got: "sts.amazonaws.com" }],
    [
      "with a subject that is too long",
      {},
      { ...claims, sub: `repo:a/b:ref:refs/heads/${"é".repeat(60)}` },
      { condition: "google.subject", why: expect.stringContaining("it has 144 bytes") },
    ],
    [
      "with a mapping that yields nothing",
      {
        attributeMapping: {
          "google.subject": "assertion.sub",
          "attribute.e": "assertion.environment",
        },
      },
      claims,
      { condition: "mapping of attribute.e", got: "environment = (absent)" },
    ],
  ])("%s keeps the job out", (_, change, given, failed) => {
    expect(judge(with_(change), given)).toMatchObject({ accepted: false, failed: [failed] });
  });
});
