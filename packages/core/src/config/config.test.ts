import { describe, expect, test } from "vitest";
import { UserError } from "../errors.ts";
import { loadConfig } from "./config.ts";

const file = ".gitops/promotion.yaml";

function refusal(text: string): UserError {
  try {
    loadConfig(text, file);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("the config was accepted");
}

const publicKey = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEkTd7u8OK3dOvZ+bL3C5NwzGbB1mq
8p0cBEMvvpbcDXDhTJmi+1Iwz0Cn5rkbuIZO2xbDpdVUnPkQzIl6J4zj6Q==
-----END PUBLIC KEY-----
`;

describe("loadConfig", () => {
  test("fills in the delivery from whether there is an upstream", () => {
    const config = loadConfig(
      "version: 1\nenvironments:\n  dev: {}\n  staging: { from: dev }\n",
      file,
    );

    expect(config.environments.get("dev")).toMatchObject({ delivery: "commit", from: [] });
    expect(config.environments.get("staging")).toMatchObject({
      delivery: "pull-request",
      from: ["dev"],
    });
  });

  test("inherits by `like`, the own keys winning", () => {
    const config = loadConfig(
      `version: 1
environments:
  staging: {}
  prod-eu: { from: staging, layout: "clusters/{env}/{app}" }
  prod-us: { like: prod-eu, from: { all: [staging, prod-eu] } }
`,
      file,
    );

    expect(config.environments.get("prod-us")).toMatchObject({
      name: "prod-us",
      from: ["staging", "prod-eu"],
      fromMode: "all",
      delivery: "pull-request",
      layouts: ["clusters/{env}/{app}"],
    });
  });

  test.each([
    [
      "an unknown key, naming the nearest",
      "version: 1\nenvironments:\n  dev:\n    delivry: commit\n",
      4,
      'did you mean "delivery"?',
    ],
    [
      "an unknown upstream, naming the nearest",
      "version: 1\nenvironments:\n  dev: {}\n  prod: { from: dve }\n",
      4,
      'did you mean "dev"?',
    ],
    [
      "a circle",
      "version: 1\nenvironments:\n  a: { from: b }\n  b: { from: a }\n",
      3,
      "a -> b -> a",
    ],
    [
      "an environment that is its own model",
      "version: 1\nenvironments:\n  a: { like: a }\n",
      3,
      "a -> a",
    ],
    ["another version", "version: 2\nenvironments:\n  dev: {}\n", 1, "expected 1"],
    [
      "a word that is not allowed",
      "version: 1\nenvironments:\n  dev:\n    delivery: push\n",
      4,
      "commit, pull-request",
    ],
    ["a number for a name", "version: 1\nenvironments:\n  dev: { from: 5 }\n", 3, "from"],
    [
      "a duration without a unit",
      "version: 1\nenvironments:\n  dev:\n    gates:\n      verified:\n        soak: 30\n",
      6,
      "30m",
    ],
    [
      "a layout without {env}",
      'version: 1\nlayout: "apps/{app}"\nenvironments:\n  dev: {}\n',
      2,
      "{env}",
    ],
    [
      "a missing key",
      "version: 1\nenvironments:\n  dev:\n    gates: { approvals: {} }\n",
      4,
      '"count" is missing',
    ],
    ["broken YAML", "version: 1\nenvironments: [\n", 3, "Flow sequence"],
    ["a list", "- version: 1\n", 1, "expected a map"],
    ["an empty file", "", 1, "expected a map"],
  ])("refuses %s", (_, text, line, words) => {
    const error = refusal(text);

    expect(error.code).toBe("config-invalid");
    expect(error.line).toBe(line);
    expect(error.message).toContain(words);
  });

  test("reports every fault, in the order of the lines", () => {
    const error = refusal(
      "version: 1\nenvironments:\n  dev: { delivry: commit }\n  prod: { merge: yes }\nfoo: 1\n",
    );

    expect(error.message.match(/- line (\d+)/g)).toEqual(["- line 3", "- line 4", "- line 5"]);
  });

  test("refuses an alias bomb in bounded time", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (const [index, letter] of [..."bcdefghi"].entries()) {
      const previous = "abcdefghi"[index];
      bomb.push(`${letter}: &${letter} [${Array(9).fill(`*${previous}`).join(", ")}]`);
    }

    expect(refusal(bomb.join("\n")).code).toBe("config-invalid");
  });
});

describe("gates", () => {
  const load = (gates: string, rest = "") =>
    loadConfig(
      `version: 1\nenvironments:\n  dev: {}\n  prod:\n    from: dev\n    gates: ${gates}\n${rest}`,
      file,
    ).environments.get("prod");

  test("what comes from upstream has to be verified there, without being told", () => {
    expect(load("{}")?.gates.verified).toEqual({ soakMs: 0, level: "declared" });
    expect(load("{ verified: false }")?.gates.verified).toBeUndefined();
    expect(load("{ verified: { soak: 1h30m, level: observed } }")?.gates.verified).toEqual({
      soakMs: 5_400_000,
      level: "observed",
    });
  });

  test("evidence must come from a trusted App where people or windows decide", () => {
    expect(load("{}")?.trust).toBe("any");
    expect(load("{ approvals: { count: 1 } }")?.trust).toBe("app");
    expect(load("{ windows: { app-project: prod } }")?.trust).toBe("app");
  });

  test("`like` inherits every gate not restated", () => {
    const text = `version: 1
environments:
  dev: {}
  prod-eu: { from: dev, gates: { verified: { soak: 24h }, approvals: { count: 2 } } }
  prod-us: { from: prod-eu, like: prod-eu, gates: { verified: { soak: 2h } } }
`;
    expect(loadConfig(text, file).environments.get("prod-us")?.gates).toMatchObject({
      verified: { soakMs: 7_200_000 },
      approvals: { count: 2 },
    });
  });

  test.each([
    [
      "a verification without an upstream",
      "version: 1\nenvironments:\n  dev:\n    gates: { verified: { soak: 1h } }\n",
      4,
      "no upstream",
    ],
    [
      "approvals of a commit",
      "version: 1\nenvironments:\n  a: {}\n  b: { from: a, delivery: commit, gates: { approvals: { count: 1 } } }\n",
      4,
      "only a pull request",
    ],
    [
      "more approvals than people",
      "version: 1\nenvironments:\n  a: {}\n  b: { from: a, gates: { approvals: { count: 2, users: [pat] } } }\n",
      4,
      "2 approvals are asked of 1 people",
    ],
    [
      "windows that name none",
      "version: 1\nenvironments:\n  a: {}\n  b: { from: a, gates: { windows: {} } }\n",
      4,
      "no window to look at",
    ],
    [
      "signatures of the app's repository where no app names one",
      "version: 1\nenvironments:\n  a: {}\n  b:\n    from: a\n    gates: { signature: { workflow: o/r/w.yml@v1, source: app } }\n",
      6,
      "give apps.<app>.repository",
    ],
    [
      "signatures by nobody",
      "version: 1\nenvironments:\n  a: {}\n  b: { from: a, gates: { signature: {} } }\n",
      4,
      'give "workflow", or "key"',
    ],
    ...["workflow: o/r/w.yml@v1", "source: o/r", "issuer: https://x"].map(
      (other): [string, string, number, string] => [
        `signatures by a key and a ${other}`,
        `version: 1\nenvironments:\n  a: {}\n  b:\n    from: a\n    gates:\n      signature:\n        ${other}\n        key: ${JSON.stringify(publicKey)}\n`,
        8,
        "a key says nothing of it",
      ],
    ),
    [
      "ways back where no app declares one",
      "version: 1\nenvironments:\n  a: {}\n  b: { from: a, gates: { rollback: true } }\napps:\n  x: { risk: low }\n",
      4,
      "give apps.<app>.rollback",
    ],
    [
      "merging a commit",
      "version: 1\nenvironments:\n  a: { delivery: commit, merge: auto }\n",
      3,
      "nothing to merge",
    ],
    [
      "a freeze that ends before it starts",
      "version: 1\nenvironments:\n  a: {}\nfreezes:\n  - { from: 2026-12-20T00:00:00Z, until: 2026-12-19T00:00:00Z, reason: x }\n",
      5,
      "is not after",
    ],
    [
      "30 February",
      "version: 1\nenvironments:\n  a: {}\nfreezes:\n  - { from: 2026-02-30T00:00:00Z, until: 2026-12-19T00:00:00Z, reason: x }\n",
      5,
      "no date of the calendar",
    ],
    [
      "a freeze of an unknown environment",
      "version: 1\nenvironments:\n  prod: {}\nfreezes:\n  - { from: 2026-02-03T00:00:00Z, until: 2026-12-19T00:00:00Z, reason: x, environments: [prd] }\n",
      5,
      'did you mean "prod"?',
    ],
    [
      "an exception in an unknown environment",
      "version: 1\nenvironments:\n  prod: {}\nfreezes:\n  - from: 2026-02-03T00:00:00Z\n    until: 2026-12-19T00:00:00Z\n    reason: x\n    except:\n      - { apps: [a], approved-by: ann, reason: y, environments: [prd] }\n",
      9,
      'did you mean "prod"?',
    ],
    [
      "an exception that nobody approved",
      "version: 1\nenvironments:\n  prod: {}\nfreezes:\n  - from: 2026-02-03T00:00:00Z\n    until: 2026-12-19T00:00:00Z\n    reason: x\n    except:\n      - { apps: [a], reason: y }\n",
      9,
      'the key "approved-by" is missing',
    ],
    [
      "an exception until 31 June",
      "version: 1\nenvironments:\n  prod: {}\nfreezes:\n  - from: 2026-02-03T00:00:00Z\n    until: 2026-12-19T00:00:00Z\n    reason: x\n    except:\n      - { apps: [a], approved-by: ann, reason: y, until: 2026-06-31T00:00:00Z }\n",
      8,
      "no date of the calendar",
    ],
    [
      "an app in an unknown environment",
      "version: 1\nenvironments:\n  prod: {}\napps:\n  x: { environments: [prd] }\n",
      5,
      'did you mean "prod"?',
    ],
  ])("refuses %s, which nothing could satisfy", (_, text, line, words) => {
    const error = refusal(text);

    expect(error.line).toBe(line);
    expect(error.message).toContain(words);
  });

  test.each([
    [
      "a key",
      `{ key: ${JSON.stringify(publicKey)} }`,
      { by: "key", key: expect.stringContaining("BEGIN PUBLIC KEY") },
    ],
    [
      "a workflow",
      "{ workflow: o/r/w.yml@v1, source: o/r }",
      {
        by: "workflow",
        workflow: "o/r/w.yml@v1",
        source: "o/r",
        issuer: "https://token.actions.githubusercontent.com",
      },
    ],
  ])("%s may be who has to have signed", (_, signature, expected) => {
    const text = `version: 1\nenvironments:\n  a: {}\n  b: { from: a, gates: { signature: ${signature} } }\n`;

    expect(loadConfig(text, file).environments.get("b")?.gates.signature).toEqual(expected);
  });

  test.each(["PRIVATE KEY", "CERTIFICATE"])("a %s is no public key", (what) => {
    const key = publicKey.replaceAll("PUBLIC KEY", what);
    const text = `version: 1\nenvironments:\n  a: {}\n  b: { from: a, gates: { signature: { key: ${JSON.stringify(key)} } } }\n`;

    expect(() => loadConfig(text, file)).toThrow(
      expect.objectContaining({ code: "config-invalid" }),
    );
  });

  test("the example of the design is taken whole", () => {
    const text = `version: 1
layout: apps/{app}/overlays/{env}
environments:
  dev:     { delivery: commit }
  staging:
    from: dev
    delivery: pull-request
    gates: { verified: { soak: 30m } }
    reviewers: { teams: [team-leads] }
    merge: auto
  prod-eu:
    from: staging
    delivery: pull-request
    gates:
      verified: { soak: 24h }
      windows: { app-project: production }
      approvals: { count: 2, teams: [platform-team] }
      scan: { fail-on: critical, max-age: 7d }
      signature: { workflow: org/gitops-actions/.github/workflows/build.yml@refs/tags/v1, source: app }
      tests: { contexts: [e2e/staging] }
  prod-us: { from: prod-eu, like: prod-eu, gates: { verified: { soak: 2h } } }
apps:
  payments: { repository: org/payments-api, images: [payments-api], risk: high, rollback: { class: manual, plan: docs/payments-rollback.md } }
freezes:
  - { from: 2026-12-20T00:00:00Z, until: 2027-01-03T00:00:00Z, environments: [prod-eu, prod-us], reason: peak trading }
`;

    expect(loadConfig(text, file).environments.get("prod-us")).toMatchObject({
      from: ["prod-eu"],
      merge: "manual",
      trust: "app",
      gates: {
        verified: { soakMs: 7_200_000 },
        scan: { failOn: "critical", maxAgeMs: 7 * 86_400_000 },
        tests: ["e2e/staging"],
      },
    });
  });
});
