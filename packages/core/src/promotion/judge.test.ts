import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Config, loadConfig } from "../config/index.ts";
import type { Artifact } from "../image/index.ts";
import type { Review } from "../policy/gates/index.ts";
import type { Hold, Lock } from "../policy/index.ts";
import { judge, type PromotionFacts } from "./judge.ts";
import type { Known } from "./known.ts";
import { bot, digestOf, hours, now, verified } from "./testdata/repository.ts";

const text = `version: 1
environments:
  dev: {}
  staging: { from: dev }
  prod:
    from: staging
    gates:
      verified: { soak: 2h, level: declared }
      windows: { windows: [{ kind: allow, schedule: "0 9 * * *", duration: 8h, applications: ["*"] }] }
      approvals: { count: 2, teams: [sre] }
      scan: { fail-on: high, max-age: 24h }
      signature: { workflow: acme/ci/.github/workflows/build.yml@refs/tags/v1, source: app }
      tests: { contexts: [e2e] }
      checks: { contexts: [validate] }
      registry: true
      risk: { high: { change-ticket: true } }
      budget: { per-week: 3 }
      rollback: true
apps:
  payments: { repository: acme/payments, rollback: { class: automatic } }
`;
const config = loadConfig(text, ".gitops/promotion.yaml");
const image: Artifact = { name: "ghcr.io/acme/payments", tag: "v2", digest: digestOf("v2") };
const other: Artifact = { name: "ghcr.io/acme/payments", tag: "v1", digest: digestOf("v1") };

/** What is known of a promotion that has everything. */
const good: PromotionFacts = {
  app: "payments",
  proposed: [image],
  upstream: new Map([["staging", [image]]]),
  records: recordsOf({}),
  windows: { known: true, value: { name: "sync window", state: "pass", reason: "open" } },
  lock: undefined,
  holds: [],
  risk: { risk: "high", why: "declared of the app" },
  changeTicket: "CHG-1",
  promotions: { known: true, value: [hours(-24)] },
  approvals: reviewed(
    ["ann", "bob"].map((login) => ({ login, isBot: false, state: "approved", isOfThis: true })),
  ),
  tests: { known: true, value: new Map([["e2e", { state: "success", actor: bot }]]) },
  checks: { known: true, value: new Map([["validate", { state: "success", actor: bot }]]) },
  scan: { kind: "report", at: hours(-1), findings: { critical: 0, high: 0, medium: 4, low: 9 } },
  signature: { kind: "signed", by: "build.yml@v1" },
  registry: { kind: "exists", why: "ghcr.io has it" },
  hotfix: undefined,
};

function recordsOf(changes: Parameters<typeof verified>[1]): PromotionFacts["records"] {
  const records = verified({ "staging/payments": "v2" }, changes);
  if (!records.known) return records;
  return { known: true, value: new Map([["staging", records.value.get("staging/payments")]]) };
}

function decide(facts: Partial<PromotionFacts>, over: Config = config) {
  const environment = over.environments.get("prod");
  if (environment === undefined) throw new Error("the config has prod");
  return judge({ ...good, ...facts }, { config: over, environment, trustedActors: [bot] }, now);
}

const unknown: Known<never> = { known: false, why: "GitHub did not answer" };
const lock: Lock = {
  reason: "fire",
  owner: "ann",
  since: hours(-1),
  until: hours(1),
  environments: [],
};
const hold: Hold = {
  app: "payments",
  environment: "prod",
  reason: "bad",
  owner: "ann",
  since: hours(-1),
};
const review: Review = { login: "ann", isBot: false, state: "approved", isOfThis: true };

/** One fact that is missing, stale, failed or not to be believed, and what it leads to. */
const flaws: readonly (readonly [string, Partial<PromotionFacts>, "wait" | "fail"])[] = [
  ["another image than upstream's", { proposed: [other] }, "fail"],
  [
    "no verification",
    { records: { known: true, value: new Map([["staging", undefined]]) } },
    "wait",
  ],
  ["verifications that cannot be read", { records: unknown }, "wait"],
  ["a verification by a stranger", { records: recordsOf({ actor: "mallory" }) }, "wait"],
  ["a verification of other bytes", { records: recordsOf({ images: [other] }) }, "wait"],
  ["a failed verification", { records: recordsOf({ outcome: "fail" }) }, "fail"],
  ["a verification without result", { records: recordsOf({ outcome: "unknown" }) }, "wait"],
  ["a soak that runs", { records: recordsOf({ since: hours(-1) }) }, "wait"],
  ["a soak nobody looked at since", { records: recordsOf({ at: hours(-2) }) }, "wait"],
  ["a soak that begins in the future", { records: recordsOf({ since: hours(1) }) }, "wait"],
  ["windows that cannot be read", { windows: unknown }, "wait"],
  [
    "a closed window",
    {
      windows: {
        known: true,
        value: { name: "sync window", state: "wait", reason: "closed", until: hours(3) },
      },
    },
    "wait",
  ],
  ["a lock", { lock }, "wait"],
  ["a hold", { holds: [hold] }, "wait"],
  ["no change ticket", { changeTicket: undefined }, "wait"],
  ["promotions that cannot be read", { promotions: unknown }, "wait"],
  [
    "a budget that is used up",
    { promotions: { known: true, value: [1, 2, 3].map((day) => hours(-day)) } },
    "wait",
  ],
  ["reviews that cannot be read", { approvals: unknown }, "wait"],
  ["one approval of two", { approvals: reviewed([review]) }, "wait"],
  ["one person twice", { approvals: reviewed([review, { ...review, login: "Ann" }]) }, "wait"],
  [
    "an approval of other bytes",
    { approvals: reviewed([review, { ...review, login: "bob", isOfThis: false }]) },
    "wait",
  ],
  [
    "an approval that cannot be told",
    { approvals: reviewed([review, { ...review, login: "bob", isOfThis: "unknown" }]) },
    "wait",
  ],
  [
    "the maker's own approval",
    { approvals: reviewed([review, { ...review, login: "dave" }]) },
    "wait",
  ],
  [
    "a bot's approval",
    { approvals: reviewed([review, { ...review, login: "bob", isBot: true }]) },
    "wait",
  ],
  [
    "an outsider's approval",
    { approvals: reviewed([review, { ...review, login: "zoe" }]) },
    "wait",
  ],
  [
    "a team that cannot be read",
    { approvals: reviewed([review, { ...review, login: "bob" }], "unknown") },
    "wait",
  ],
  ["tests that cannot be read", { tests: unknown }, "wait"],
  ["a test that is not reported", { tests: { known: true, value: new Map() } }, "wait"],
  ["a test of another name", { tests: reported("e2e-2", "success") }, "wait"],
  ["a test that runs", { tests: reported("e2e", "pending") }, "wait"],
  ["a test that failed", { tests: reported("e2e", "failure") }, "fail"],
  ["a test reported by a stranger", { tests: reported("e2e", "success", "mallory") }, "wait"],
  ["checks that cannot be read", { checks: unknown }, "wait"],
  ["a check that failed", { checks: reported("validate", "failure") }, "fail"],
  ["no scan", { scan: { kind: "none", why: "no scan" } }, "wait"],
  ["a scan nobody looked for", { scan: { kind: "unknown", why: "no answer" } }, "wait"],
  [
    "an old scan",
    {
      scan: {
        kind: "report",
        at: hours(-25),
        findings: { critical: 0, high: 0, medium: 0, low: 0 },
      },
    },
    "wait",
  ],
  [
    "a finding",
    {
      scan: {
        kind: "report",
        at: hours(-1),
        findings: { critical: 1, high: 0, medium: 0, low: 0 },
      },
    },
    "fail",
  ],
  ["no signature", { signature: { kind: "unsigned", why: "unsigned" } }, "fail"],
  ["another signer", { signature: { kind: "other-signer", why: "mallory's workflow" } }, "fail"],
  ["a signature that cannot be read", { signature: { kind: "unknown", why: "no answer" } }, "wait"],
  ["a digest the registry lost", { registry: { kind: "missing", why: "404" } }, "fail"],
  ["a registry that does not answer", { registry: { kind: "unknown", why: "timeout" } }, "wait"],
  ["an app that declares no way back", { app: "other" }, "fail"],
];

function reviewed(
  reviews: readonly Review[],
  team: readonly string[] | "unknown" = ["ann", "bob", "dave"],
): PromotionFacts["approvals"] {
  return { known: true, value: { reviews, makers: ["dave"], teams: new Map([["sre", team]]) } };
}

function reported(
  context: string,
  state: "success" | "failure" | "pending",
  actor = bot,
): PromotionFacts["tests"] {
  return { known: true, value: new Map([[context, { state, actor }]]) };
}

describe("judge", () => {
  test("with everything there it is a pass, with every gate that is asked for", () => {
    const decision = decide({});

    expect(decision.state).toBe("pass");
    expect(decision.gates.map(({ name }) => name)).toEqual([
      "same artifact",
      "verified",
      "soak",
      "registry",
      "signature",
      "scan",
      "tests",
      "sync window",
      "freeze",
      "lock",
      "hold",
      "change budget",
      "risk",
      "rollback",
      "approvals",
      "checks",
    ]);
  });

  test("a pass ends with the first thing in it that does", () => {
    expect(decide({}).validUntil).toEqual(hours(23)); // the scan is a day old then
  });

  test.each(flaws)("%s keeps it out", (_, facts, state) => {
    expect(decide(facts).state).toBe(state);
  });

  test("whatever else is good, one flaw keeps it out, and more never help", () => {
    const some = fc.subarray([...flaws], { minLength: 1 });
    fc.assert(
      fc.property(some, (chosen) => {
        const decision = decide(Object.assign({}, ...chosen.map(([, facts]) => facts)));

        expect(decision.state).not.toBe("pass");
        expect(decision.validUntil).toBeUndefined();
      }),
    );
  });

  test("no gate passes later that could not before, as long as nobody acts and nothing opens", () => {
    const later = fc.integer({ min: 0, max: 24 * 60 });
    fc.assert(
      fc.property(later, (minutes) => {
        const at = new Date(now.getTime() + minutes * 60_000);
        const environment = config.environments.get("prod");
        if (environment === undefined) throw new Error("the config has prod");
        const decision = judge(good, { config, environment, trustedActors: [bot] }, at);

        const isValid = at.getTime() < hours(23).getTime() - environment.marginMs;
        expect(decision.state).toBe(isValid ? "pass" : "wait");
      }),
    );
  });

  test("gates that nobody asks for are not there", () => {
    const plain = loadConfig(
      "version: 1\nenvironments:\n  staging: {}\n  prod: { from: staging, gates: { verified: false } }\n",
      "f",
    );

    expect(decide({}, plain).gates.map(({ name }) => name)).toEqual([
      "same artifact",
      "freeze",
      "lock",
      "hold",
      "risk",
    ]);
  });

  test("a change of configuration alone is asked nothing about an artifact", () => {
    const names = decide({ proposed: [] }).gates.map(({ name }) => name);

    expect(names).not.toContain("same artifact");
    expect(names).toContain("approvals");
  });

  test("a freeze waits until it is over", () => {
    const freezes = `${text}freezes:\n  - { from: 2026-11-21T00:00:00Z, until: 2026-11-22T00:00:00Z, reason: peak }\n`;

    expect(decide({}, loadConfig(freezes, "f"))).toMatchObject({
      state: "wait",
      changesAt: hours(12),
    });
  });

  test("a risk class adds to the approvals that are asked anyway, and never takes away", () => {
    const asks = (count: number) =>
      loadConfig(
        text.replace("high: { change-ticket: true }", `high: { approvals: ${count} }`),
        "f",
      );

    expect(decide({}, asks(1)).state).toBe("pass");
    expect(decide({}, asks(3))).toMatchObject({ state: "wait" });
  });
});
