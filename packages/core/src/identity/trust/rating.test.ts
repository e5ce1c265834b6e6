import { describe, expect, test } from "vitest";
import { rateTrust, readTrust } from "./index.ts";

const issuer = "token.actions.githubusercontent.com";

type Values = Readonly<Record<string, string | readonly string[]>>;

/** A trust policy with conditions on GitHub's claims, by operator, beside the usual audience. */
function policy(conditions: Readonly<Record<string, Values>>): string {
  const { StringEquals = {}, ...others } = conditions;
  const all = { StringEquals: { aud: "sts.amazonaws.com", ...StringEquals }, ...others };
  const Condition = Object.fromEntries(
    Object.entries(all).map(([operator, claims]) => [
      operator,
      Object.fromEntries(
        Object.entries(claims).map(([claim, value]) => [`${issuer}:${claim}`, value]),
      ),
    ]),
  );
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition,
      },
    ],
  });
}

function rate(text: string): { rating: string; codes: string[]; who: string } {
  const { rating, findings, who } = rateTrust(readTrust({ text, file: "policy.json" }));
  return { rating, who, codes: findings.map(({ code }) => code) };
}

const equals = (StringEquals: Values): string => policy({ StringEquals });
const like = (StringLike: Values): string => policy({ StringLike });
const workflow = "acme/ci/.github/workflows/deploy.yml@refs/tags/v1";

test.each([
  ["repo:acme/*", "any branch, tag, pull request or environment"],
  ["repo:acme/*:*", "any branch, tag, pull request or environment"],
  ["repo:acme/*:ref:refs/heads/main", "refs/heads/main"],
  ["repo:acme/*:ref:refs/heads/release/*", "any ref that fits refs/heads/release/*"],
  ["repo:acme/*:pull_request", "pull requests"],
  ["repo:acme/*:environment:prod", "environment prod"],
])("of %s the finding says what it asks for, not more", (sub, when) => {
  const { rating, who, findings } = rateTrust(readTrust({ text: like({ sub }), file: "x.json" }));

  expect({ rating, who }).toEqual({ rating: "too-broad", who: `any repository of acme, ${when}` });
  const [finding] = findings.filter(({ code }) => code === "whole-organization");
  expect(finding?.message).toBe(`any repository of acme gets in, with ${when}`);
});

describe("a trust policy of AWS", () => {
  test.each<[string, string, string, string[]]>([
    ["without sub", equals({}), "too-broad", ["sub-missing", "any-repository"]],
    ["repo:*", like({ sub: "repo:*" }), "too-broad", ["any-repository"]],
    ["*", like({ sub: "*" }), "too-broad", ["any-repository"]],
    ["an organisation", like({ sub: "repo:acme/*" }), "too-broad", ["whole-organization"]],
    ["an owner's beginning", like({ sub: "repo:acme*" }), "too-broad", ["name-prefix"]],
    [
      "an owner's beginning and a repository",
      like({ sub: "repo:acme*/checkout:*" }),
      "too-broad",
      ["name-prefix"],
    ],
    [
      "a repository's beginning",
      like({ sub: "repo:acme/checkout*" }),
      "too-broad",
      ["name-prefix"],
    ],
    [
      "a repository",
      like({ sub: "repo:acme/checkout:*" }),
      "too-broad",
      ["name-reusable", "any-context"],
    ],
    ["a repository by id", like({ sub: "repo:acme@1/checkout@2:*" }), "too-broad", ["any-context"]],
    [
      "a repository claim alone",
      equals({ repository: "acme/checkout" }),
      "too-broad",
      ["sub-missing", "name-reusable", "any-context"],
    ],
    [
      "pull requests",
      equals({ sub: "repo:acme/checkout:pull_request" }),
      "ci-only",
      ["name-reusable", "pull-request"],
    ],
    ["any ref", like({ sub: "repo:acme/checkout:ref:*" }), "ci-only", ["name-reusable", "any-ref"]],
    [
      "any branch",
      like({ sub: "repo:acme/checkout:ref:refs/heads/*" }),
      "ci-only",
      ["name-reusable", "any-ref"],
    ],
    [
      "any environment",
      like({ sub: "repo:acme/checkout:environment:*" }),
      "ci-only",
      ["name-reusable", "any-environment"],
    ],
    [
      "a folder of branches",
      like({ sub: "repo:acme/checkout:ref:refs/heads/release/*" }),
      "good",
      ["name-reusable", "any-ref"],
    ],
    [
      "a branch",
      equals({ sub: "repo:acme/checkout:ref:refs/heads/main" }),
      "good",
      ["name-reusable"],
    ],
    ["a branch by ids", equals({ sub: "repo:acme@1/checkout@2:ref:refs/heads/main" }), "good", []],
    [
      "an organisation through one workflow",
      policy({ StringEquals: { job_workflow_ref: workflow }, StringLike: { sub: "repo:acme/*" } }),
      "good",
      ["whole-organization"],
    ],
    [
      "an environment",
      equals({ sub: "repo:acme/checkout:environment:prod" }),
      "better",
      ["name-reusable"],
    ],
    [
      "an environment by ids",
      equals({ sub: "repo:acme@1/checkout@2:environment:prod" }),
      "better",
      [],
    ],
    [
      "both forms of sub, and the id",
      equals({
        sub: ["repo:acme/checkout:environment:prod", "repo:acme@1/checkout@2:environment:prod"],
        repository_id: "2",
      }),
      "better",
      [],
    ],
    [
      "environment, workflow and id",
      equals({
        sub: "repo:acme/checkout:environment:prod",
        repository_id: "2",
        job_workflow_ref: workflow,
      }),
      "best",
      [],
    ],
    [
      "a customised sub with the workflow",
      equals({ sub: `repo:acme@1/checkout@2:environment:prod:job_workflow_ref:${workflow}` }),
      "best",
      [],
    ],
    [
      "a workflow on any ref",
      policy({
        StringEquals: { sub: "repo:acme@1/checkout@2:environment:prod" },
        StringLike: { job_workflow_ref: "acme/ci/.github/workflows/deploy.yml@*" },
      }),
      "better",
      ["workflow-not-pinned"],
    ],
    [
      "the worse of two values",
      equals({ sub: ["repo:acme@1/a@2:environment:prod", "repo:acme@1/a@2:pull_request"] }),
      "ci-only",
      ["pull-request"],
    ],
    [
      "a wildcard compared as it is",
      equals({ sub: "repo:acme/checkout:*" }),
      "closed",
      ["wildcard-literal"],
    ],
    [
      "a colon in an environment's name",
      equals({ sub: "repo:acme/checkout:environment:prod:eu" }),
      "closed",
      ["colon-unescaped"],
    ],
    [
      "an escaped colon",
      equals({ sub: "repo:acme@1/checkout@2:environment:prod%3Aeu" }),
      "better",
      [],
    ],
    [
      "a sub of no token",
      equals({ sub: "repo:acme/checkout:branch:main" }),
      "closed",
      ["subject-shape"],
    ],
    [
      "ForAllValues",
      policy({ "ForAllValues:StringLike": { sub: "repo:acme/checkout:environment:prod" } }),
      "too-broad",
      ["any-repository", "for-all-values"].toSorted(),
    ],
    [
      "ForAnyValue",
      policy({ "ForAnyValue:StringEquals": { sub: "repo:acme@1/checkout@2:environment:prod" } }),
      "better",
      [],
    ],
    [
      "IfExists on what not every token has",
      policy({
        StringEquals: { sub: "repo:acme@1/checkout@2:ref:refs/heads/main" },
        StringEqualsIfExists: { environment: "prod" },
      }),
      "good",
      ["if-exists"],
    ],
    [
      "keeping some out",
      policy({
        StringLike: { sub: "repo:acme@1/checkout@2:*" },
        StringNotLike: { sub: "*:pull_request" },
      }),
      "too-broad",
      ["any-context", "negated"],
    ],
    [
      "a key that AWS does not have",
      equals({ sub: "repo:acme@1/checkout@2:environment:prod", workflow_ref: "x" }),
      "better",
      ["key-unknown"],
    ],
    [
      "an actor",
      equals({ sub: "repo:acme@1/checkout@2:ref:refs/heads/main", actor: "alice" }),
      "good",
      ["actor-weak"],
    ],
    [
      "another audience",
      equals({ sub: "repo:acme@1/checkout@2:environment:prod", aud: "https://github.com/acme" }),
      "better",
      ["audience-other"],
    ],
  ])("%s", (_, text, rating, codes) => {
    const rated = rate(text);

    expect(rated.rating).toBe(rating);
    expect(rated.codes.toSorted()).toEqual(codes.toSorted());
  });

  test("that Denies unless sub fits asks as much as one that Allows if it does", () => {
    const open = JSON.parse(like({ sub: "repo:acme@1/checkout@2:*" }));
    const deny = {
      ...open.Statement[0],
      Effect: "Deny",
      Condition: {
        StringNotEquals: { [`${issuer}:sub`]: "repo:acme@1/checkout@2:environment:prod" },
      },
    };

    const text = JSON.stringify({ ...open, Statement: [...open.Statement, deny] });

    expect(rate(text)).toMatchObject({ rating: "better" });
  });

  test("for everybody is told so", () => {
    const text = equals({ sub: "repo:acme@1/checkout@2:environment:prod" }).replace(
      /\{"Federated":.*?\}/,
      '"*"',
    );

    expect(rate(text).codes).toContain("principal-any");
  });

  test("for another provider is closed to GitHub", () => {
    const text = like({ sub: "*" }).replaceAll(issuer, "gitlab.com");

    expect(rate(text)).toEqual({ rating: "closed", codes: [], who: "nobody" });
  });

  test.each([
    ["an enterprise's own issuer", `${issuer}/acme`],
    ["a tenant of ghe.com", "token.actions.acme.ghe.com"],
    ["GitHub Enterprise Server", "github.acme.example/_services/token"],
  ])("knows %s", (_, other) => {
    const text = equals({ sub: "repo:acme/checkout:environment:prod" }).replaceAll(issuer, other);

    expect(rate(text).rating).toBe("better");
  });

  test("is found in what aws iam get-role prints", () => {
    const document = JSON.parse(equals({ sub: "repo:acme/checkout:environment:prod" }));

    const text = JSON.stringify({ Role: { Arn: "x", AssumeRolePolicyDocument: document } });

    expect(rate(text).rating).toBe("better");
  });

  test("has its findings at their lines", () => {
    const text = JSON.stringify(JSON.parse(like({ sub: "repo:acme/*" })), null, 2);

    const { findings } = rateTrust(readTrust({ text, file: "trust.json" }));

    expect(findings[0]?.place).toMatchObject({ file: "trust.json" });
    expect(text.split("\n")[(findings[0]?.place?.line ?? 0) - 1]).toContain("repo:acme/*");
  });

  test.each([
    ["no JSON", '{"Statement": [', "not valid YAML"],
    ["no policy", '{"Version": "2012-10-17"}', "a policy with a Statement"],
    ["an operator that is none", policy({ StringMatches: { sub: "x" } }), "no condition operator"],
    ["nothing", "", "is empty"],
  ])("that is %s is refused", (_, text, words) => {
    expect(() => rate(text)).toThrow(
      expect.objectContaining({
        code: "trust-policy-invalid",
        message: expect.stringContaining(words),
      }),
    );
  });
});

describe("an attribute condition of Google Cloud", () => {
  test.each<[string, string, string, string[]]>([
    ["an owner", "assertion.repository_owner == 'acme'", "too-broad", ["whole-organization"]],
    ["an owner by id", "assertion.repository_owner_id == '1'", "too-broad", ["whole-organization"]],
    [
      "a repository",
      "assertion.repository == 'acme/checkout'",
      "too-broad",
      ["any-context", "name-reusable"],
    ],
    [
      "a repository and a branch",
      "assertion.repository == 'acme/checkout' && assertion.ref == 'refs/heads/main'",
      "good",
      ["name-reusable"],
    ],
    [
      "among repositories",
      "assertion.repository in ['acme/a', 'acme/b'] && assertion.ref == 'refs/heads/main'",
      "good",
      ["name-reusable"],
    ],
    [
      "an environment by id",
      "assertion.repository_id == '2' && assertion.environment == 'prod'",
      "better",
      [],
    ],
    [
      "environment, workflow and ids",
      `assertion.repository_id == "2" && assertion["environment"] == "prod" && "${workflow}" == assertion.job_workflow_ref`,
      "best",
      [],
    ],
    [
      "the worse of two",
      "assertion.repository_id == '2' && (assertion.ref == 'refs/heads/main' || assertion.event_name == 'pull_request')",
      "ci-only",
      ["pull-request"],
    ],
    [
      "a sub's beginning",
      "assertion.sub.startsWith('repo:acme/checkout:environment:prod')",
      "ci-only",
      ["any-environment", "name-reusable"],
    ],
    [
      "a sub's beginning without an end to the owner",
      "assertion.sub.startsWith('repo:acme')",
      "too-broad",
      ["name-prefix"],
    ],
    [
      "not a pull request",
      "assertion.repository_id == '2' && !(assertion.event_name == 'pull_request')",
      "too-broad",
      ["any-context", "negated"],
    ],
    [
      "not unequal",
      "!(assertion.repository_id != '2' || assertion.ref != 'refs/heads/main')",
      "good",
      [],
    ],
    [
      "an expression that cannot be followed",
      "assertion.repository.matches('acme/.*')",
      "too-broad",
      ["any-repository", "condition-unreadable"],
    ],
    ["true", "true || assertion.ref == 'x'", "too-broad", ["any-repository"]],
    ["false", "false && assertion.ref == 'x'", "closed", []],
  ])("%s", (_, condition, rating, codes) => {
    const provider = JSON.stringify({
      attributeCondition: condition,
      attributeMapping: { "google.subject": "assertion.sub" },
      oidc: { issuerUri: `https://${issuer}` },
    });

    const rated = rate(provider);

    expect(rated.rating).toBe(rating);
    expect(rated.codes.toSorted()).toEqual(codes);
  });

  test("alone is rated as well", () => {
    expect(rate("assertion.repository_owner_id == '1'")).toMatchObject({ rating: "too-broad" });
    expect(rate("!(assertion.repository_id != '2')")).toMatchObject({ rating: "too-broad" });
  });

  const provider = {
    attributeCondition: "attribute.repository == '2' && attribute.moment == 'prod'",
    attributeMapping: {
      "google.subject": "assertion.sub",
      "attribute.repository": "assertion.repository_id",
      "attribute.moment": "assertion.environment",
    },
    oidc: { issuerUri: `https://${issuer}` },
  };

  test("is followed through the mapping", () => {
    expect(rate(JSON.stringify(provider))).toMatchObject({ rating: "better", codes: [] });
  });

  test.each([
    [
      "that is not mapped lets nobody in",
      { attributeMapping: { "google.subject": "assertion.sub" } },
      "closed",
      ["attribute-unmapped", "attribute-unmapped"],
    ],
    [
      "for another issuer lets nobody in",
      { oidc: { issuerUri: "https://gitlab.com" } },
      "closed",
      ["issuer-other"],
    ],
    [
      "that is missing lets everybody in",
      { attributeCondition: "" },
      "too-broad",
      ["any-repository", "condition-missing"],
    ],
  ])("%s", (_, change, rating, codes) => {
    const rated = rate(JSON.stringify({ ...provider, ...change }));

    expect(rated.rating).toBe(rating);
    expect(rated.codes.toSorted()).toEqual(codes);
  });

  test("in YAML, as gcloud prints it", () => {
    const text = [
      "attributeCondition: assertion.repository_id == '2' && assertion.environment == 'prod'",
      "attributeMapping:",
      "  google.subject: assertion.sub",
      "oidc:",
      `  issuerUri: https://${issuer}`,
    ].join("\n");

    expect(rate(text).rating).toBe("better");
  });

  test("that is no expression is refused at its place", () => {
    expect(() => rate('{"attributeCondition": "assertion.ref =="}')).toThrow(
      expect.objectContaining({ code: "trust-policy-invalid", line: 1 }),
    );
  });
});
