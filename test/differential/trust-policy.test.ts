import { judgeTrust, readTrust } from "@gitops-actions/core/identity/trust";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isTrusted, type TrustPolicy } from "../support/aws/index.ts";
import { jobClaims } from "../support/oidc/index.ts";

const issuer = "token.actions.githubusercontent.com";
const provider = `arn:aws:iam::123456789012:oidc-provider/${issuer}`;

const claim = fc.constantFrom("sub", "ref", "environment", "repository", "actor");
const value = fc.constantFrom(
  "*",
  "repo:acme/*",
  "repo:acme/checkout:ref:refs/heads/main",
  "repo:acme/checkout:environment:prod",
  "repo:acme@4002/checkout@7301:*",
  "refs/heads/main",
  "refs/heads/*",
  "prod",
  "p??d",
  "acme/checkout",
  "ACME/checkout",
  "alice",
);
const operator = fc
  .tuple(
    fc.constantFrom("", "ForAllValues:", "ForAnyValue:"),
    fc.constantFrom("StringEquals", "StringLike", "StringEqualsIgnoreCase"),
    fc.constantFrom("", "IfExists"),
  )
  .map((parts) => parts.join(""));
const negative = fc
  .tuple(
    fc.constantFrom("", "ForAllValues:", "ForAnyValue:"),
    fc.constantFrom("StringNotEquals", "StringNotLike"),
  )
  .map((parts) => parts.join(""));

const condition = fc.dictionary(
  fc.oneof({ weight: 4, arbitrary: operator }, { weight: 1, arbitrary: negative }),
  fc.dictionary(
    claim.map((name) => `${issuer}:${name}`),
    fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 })),
    { minKeys: 1, maxKeys: 2 },
  ),
  { maxKeys: 2 },
);

const policy: fc.Arbitrary<TrustPolicy> = fc.record({
  Statement: fc.array(
    fc.record({
      Effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
      Principal: fc.constantFrom({ Federated: provider }, { Federated: "*" }, { AWS: "*" }),
      Action: fc.constantFrom("sts:AssumeRoleWithWebIdentity", "sts:*", "sts:AssumeRole"),
      Condition: condition,
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

const job = fc
  .record({
    environment: fc.constantFrom(undefined, "prod", "pond"),
    immutableSubject: fc.boolean(),
    event: fc.constantFrom("push", "pull_request"),
  })
  .map(jobClaims);

test("what the core says of a token is what an evaluator made for itself says", () => {
  let accepted = 0;
  fc.assert(
    fc.property(policy, job, (written, claims) => {
      const keys = Object.fromEntries(
        Object.entries(claims).map(([name, text]) => [`${issuer}:${name}`, text]),
      );
      const action = "sts:AssumeRoleWithWebIdentity";
      const expected = isTrusted(written, { kind: "Federated", arn: provider, action, keys });
      accepted += Number(expected);

      const trust = readTrust({ text: JSON.stringify(written), file: "p" });

      expect(judgeTrust(trust, claims).accepted).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
  expect(accepted).toBeGreaterThan(100);
});
