import { describe, expect, test } from "vitest";
import {
  type Claims,
  ecrHost,
  parseAccountId,
  parseCloudRegistry,
  parsePolicyArn,
  parseProvider,
  parseRegion,
  parseRole,
  parseServiceAccount,
  parseSessionName,
  parseSessionPolicy,
  partitionOf,
  projectOf,
  readClaims,
  sessionName,
  shownClaims,
} from "./index.ts";

function refusal(parse: () => unknown): { code: string; text: string } {
  try {
    parse();
  } catch (error) {
    const { code, message, hint } = error as { code: string; message: string; hint: string }; // a UserError, or the test fails on its code
    return { code, text: `${message}\n${hint}` };
  }
  throw new Error("it was taken");
}

describe("regions", () => {
  test.each([
    "eu-west-1",
    "us-gov-east-1",
    "cn-northwest-1",
    "ap-southeast-12",
    "us-iso-east-1",
    "eusc-de-east-1",
    "mx-central-1",
  ])("%s", (region) => {
    expect(parseRegion(region)).toBe(region);
  });

  test.each([
    ["eu-wset-1", "eu-west-1"],
    ["us-esat-1", "us-east-1"],
    ["eu-west-1a", "zone"],
    ["EU-WEST-1", "as AWS lists it"],
    ["ireland", "as AWS lists it"],
    ["", "as AWS lists it"],
  ])("%j is refused", (text, words) => {
    expect(refusal(() => parseRegion(text))).toMatchObject({
      code: "region-invalid",
      text: expect.stringContaining(words),
    });
  });

  test.each([
    ["eu-west-1", "aws", "amazonaws.com"],
    ["cn-north-1", "aws-cn", "amazonaws.com.cn"],
    ["us-gov-west-1", "aws-us-gov", "amazonaws.com"],
    ["us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"],
    ["us-iso-east-1", "aws-iso", "c2s.ic.gov"],
    ["eusc-de-east-1", "aws-eusc", "amazonaws.eu"],
  ])("%s is of %s", (region, name, dnsSuffix) => {
    expect(partitionOf(region)).toEqual({ name, dnsSuffix });
  });
});

describe("roles", () => {
  test("with a path and in another partition", () => {
    expect(parseRole("arn:aws-us-gov:iam::012345678901:role/ci/deploy")).toEqual({
      arn: "arn:aws-us-gov:iam::012345678901:role/ci/deploy",
      partition: "aws-us-gov",
      account: "012345678901",
      name: "ci/deploy",
    });
  });

  test.each([
    ["deploy", "arn:aws:iam::ACCOUNT:role/deploy"],
    ["/ci/deploy", "arn:aws:iam::ACCOUNT:role/ci/deploy"],
    ["arn:aws:iam::12345678901:role/deploy", "11 digits"],
    ["arn:aws:iam::123456789012:user/bob", "not of a user"],
    [
      "arn:aws:sts::123456789012:assumed-role/deploy/session",
      "arn:aws:iam::123456789012:role/deploy",
    ],
    ["arn:aws:s3:::bucket", "IAM console"],
    ["arn:aws:iam::123456789012:role/x\n::set-output", "IAM console"],
    ["arn:aws:iam::123456789012:role/x y", "IAM console"],
  ])("%j is refused", (text, words) => {
    expect(refusal(() => parseRole(text))).toMatchObject({
      code: "role-invalid",
      text: expect.stringContaining(words),
    });
  });
});

test.each([
  ["12345678901", 'in quotes: "012345678901"'],
  ["1234-5678-9012", "without dashes"],
  ["", "without dashes"],
])("account %j is refused", (text, words) => {
  expect(refusal(() => parseAccountId(text))).toMatchObject({
    code: "account-invalid",
    text: expect.stringContaining(words),
  });
});

describe("names of sessions", () => {
  test("lead to the run", () => {
    expect(sessionName({ repository: "acme/checkout", runId: "17", runAttempt: 2 })).toBe(
      "checkout-17-2",
    );
  });

  test("are cut in the repository's part, and hold what IAM takes", () => {
    const name = sessionName({
      repository: `acme/${"x".repeat(100)}`,
      runId: "12345678901",
      runAttempt: 1,
    });

    expect(name).toHaveLength(64);
    expect(name).toMatch(/^x+-12345678901-1$/);
    expect(parseSessionName(name)).toBe(name);
  });

  test.each(["x", "a b", "x".repeat(65), "a/b"])("%j is refused", (text) => {
    expect(refusal(() => parseSessionName(text)).code).toBe("input-invalid");
  });
});

describe("session policies", () => {
  test("lose their blanks, which count", () => {
    expect(parseSessionPolicy('{ "Version": "2012-10-17",\n "Statement": [] }')).toBe(
      '{"Version":"2012-10-17","Statement":[]}',
    );
  });

  test.each([
    ["{", "no JSON"],
    ["[]", "no Statement"],
    [JSON.stringify({ Statement: ["x".repeat(2048)] }), "at most 2048"],
  ])("%.20j is refused", (text, words) => {
    expect(refusal(() => parseSessionPolicy(text))).toMatchObject({
      code: "session-policy-invalid",
      text: expect.stringContaining(words),
    });
  });

  test("are named by their ARNs", () => {
    expect(parsePolicyArn("arn:aws:iam::aws:policy/ReadOnlyAccess")).toMatch(/ReadOnlyAccess$/);
    expect(refusal(() => parsePolicyArn("ReadOnlyAccess")).code).toBe("session-policy-invalid");
  });
});

describe("registries", () => {
  const own = { kind: "ecr", host: undefined, region: undefined, account: undefined };

  test.each([
    ["ecr", own],
    ["012345678901", { ...own, account: "012345678901" }],
    ["public.ecr.aws", { kind: "ecr-public", host: "public.ecr.aws" }],
    ["https://public.ecr.aws/acme/x", { kind: "ecr-public", host: "public.ecr.aws" }],
    ...[
      ["123456789012.dkr.ecr.eu-west-1.amazonaws.com", "eu-west-1"],
      ["123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1"],
      ["123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"],
      ["123456789012.dkr-ecr.eu-west-1.on.aws", "eu-west-1"],
    ].map(([host, region]) => [host, { kind: "ecr", host, region, account: "123456789012" }]),
    ...["europe-west1-docker.pkg.dev", "docker.pkg.dev", "gcr.io", "eu.gcr.io"].map((host) => [
      host,
      { kind: "artifact-registry", host },
    ]),
  ] as [string, object][])("%s", (text, registry) => {
    expect(parseCloudRegistry(text)).toEqual(registry);
  });

  test.each([
    ["ghcr.io", "registry-invalid"],
    ["evil.example/x.dkr.ecr.eu-west-1.amazonaws.com", "registry-invalid"],
    ["123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example", "registry-invalid"],
    ["docker.pkg.dev.evil.example", "registry-invalid"],
    ["12345678901", "account-invalid"],
    ["123456789012.dkr.ecr.eu-wset-1.amazonaws.com", "region-invalid"],
  ])("%s is refused", (text, code) => {
    expect(refusal(() => parseCloudRegistry(text)).code).toBe(code);
  });

  test.each([
    ["eu-west-1", "1.dkr.ecr.eu-west-1.amazonaws.com"],
    ["cn-north-1", "1.dkr.ecr.cn-north-1.amazonaws.com.cn"],
  ])("of an account in %s", (region, host) => {
    expect(ecrHost("1", region)).toBe(host);
  });
});

describe("Google Cloud's names", () => {
  const name = "projects/481516/locations/global/workloadIdentityPools/github/providers/acme";

  test.each(["", "//iam.googleapis.com/", "https://iam.googleapis.com/"])(
    "a provider behind %j",
    (prefix) => {
      expect(parseProvider(`${prefix}${name}`)).toEqual({
        name,
        projectNumber: "481516",
        pool: "github",
        id: "acme",
      });
    },
  );

  test.each([
    [name.replace("481516", "acme-prod"), "gcloud projects describe acme-prod"],
    [name.replace("/providers/acme", ""), "names the pool"],
    ["github", "providers describe"],
  ])("%s is no provider", (text, words) => {
    expect(refusal(() => parseProvider(text))).toMatchObject({
      code: "provider-invalid",
      text: expect.stringContaining(words),
    });
  });

  test.each([
    ["deploy@acme-prod.iam.gserviceaccount.com", "acme-prod"],
    ["481516-compute@developer.gserviceaccount.com", undefined],
  ])("the project of %s", (account, project) => {
    expect(projectOf(parseServiceAccount(account))).toBe(project);
  });

  test("no service account", () => {
    expect(refusal(() => parseServiceAccount("bob@example.com")).code).toBe(
      "service-account-invalid",
    );
  });
});

test("claims are read as text, and shown in one order without the rest", () => {
  const claims: Claims = readClaims({
    actor: "alice",
    exp: 1_700_000_000,
    sub: "repo:a/b:ref:refs/heads/main",
    iss: "https://token.actions.githubusercontent.com",
    repo_property_teams: ["a", "b"],
    nothing: null,
  });

  expect(claims).toMatchObject({ exp: "1700000000", repo_property_teams: "a,b" });
  expect(Object.keys(shownClaims(claims))).toEqual(["iss", "sub", "actor"]);
});
