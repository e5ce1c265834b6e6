import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { VerificationRecord } from "../../evidence/index.ts";
import { approvalsGate, type Review } from "./approvals.ts";
import { budgetGate, riskGate, rollbackGate } from "./change-gates.ts";
import { registryGate, scanGate, signatureGate } from "./image-gates.ts";
import { sameArtifactGate } from "./same-artifact.ts";
import { statusesGate } from "./statuses.ts";
import { verifiedGates } from "./verified.ts";

const now = new Date("2026-11-21T12:00:00Z");
const hours = (count: number): Date => new Date(now.getTime() + count * 3_600_000);
const digest = (seed: string): string => `sha256:${seed.repeat(64).slice(0, 64)}`;
const image = { name: "ghcr.io/acme/checkout", tag: "v2", digest: digest("a") };
const other = { name: "ghcr.io/acme/checkout", tag: "v1", digest: digest("b") };
const bot = "deploy-bot[bot]";
const trust = { mode: "app", actors: [bot] } as const;

describe("same artifact", () => {
  const upstream = new Map([["dev", [image]]]);

  test.each([
    ["what upstream runs", [image], "pass"],
    [
      "the same digest from another registry",
      [{ ...image, name: "mirror.example/checkout" }],
      "pass",
    ],
    ["the same tag with another digest", [{ ...image, digest: digest("b") }], "fail"],
    ["the same tag without its digest", [{ name: image.name, tag: "v2" }], "fail"],
    ["another image beside it", [image, other], "fail"],
    ["nothing", [], "wait"],
  ])("%s", (_, proposed, state) => {
    expect(sameArtifactGate({ proposed, upstream }).state).toBe(state);
  });

  test("a tag without a digest passes as what it is", () => {
    const tagged = { name: image.name, tag: "v2" };

    expect(
      sameArtifactGate({ proposed: [tagged], upstream: new Map([["dev", [tagged]]]) }),
    ).toMatchObject({ state: "pass", reason: expect.stringContaining("by its tag alone") });
  });

  test("a hotfix that is approved on record passes, and is named", () => {
    expect(
      sameArtifactGate({ proposed: [other], upstream, hotfix: { by: "pat", until: undefined } }),
    ).toMatchObject({
      state: "pass",
      reason: "v1 is a hotfix that pat approved",
    });
  });
});

function record(changes: Partial<VerificationRecord> = {}): VerificationRecord {
  return {
    app: "checkout",
    environment: "dev",
    images: [image],
    revision: "abc",
    level: "declared",
    outcome: "pass",
    since: hours(-3),
    at: hours(-0.5),
    actor: bot,
    url: "https://github.example/run",
    ...changes,
  };
}

describe("verified and soak", () => {
  const spec = { soakMs: 2 * 3_600_000, level: "declared" } as const;
  const judge = (
    entry: VerificationRecord | undefined,
    over = spec as Parameters<typeof verifiedGates>[1],
  ) =>
    verifiedGates(
      { candidate: [image], records: new Map([["dev", entry]]), mode: "any", trust },
      over,
      now,
    );

  test.each<[string, VerificationRecord | undefined, string, string, string]>([
    ["verified and soaked", record(), "pass", "pass", "2h in dev"],
    ["no record", undefined, "wait", "wait", "begin when it is verified"],
    ["another digest", record({ images: [other] }), "wait", "wait", "begin when it is verified"],
    [
      "a stranger's record",
      record({ actor: "mallory" }),
      "wait",
      "wait",
      "begin when it is verified",
    ],
    ["found bad", record({ outcome: "fail" }), "fail", "wait", "begin when it is verified"],
    ["no result yet", record({ outcome: "unknown" }), "wait", "wait", "begin when it is verified"],
    [
      "still soaking",
      record({ since: hours(-0.5), at: hours(-0.5) }),
      "pass",
      "wait",
      "30m of 2h in dev",
    ],
    [
      "over, but not seen since",
      record({ since: hours(-3), at: hours(-2.5) }),
      "pass",
      "wait",
      "found good once more",
    ],
  ])("%s", (_, entry, verified, soak, reason) => {
    const [first, second] = judge(entry);

    expect([first?.state, second?.state]).toEqual([verified, soak]);
    expect(second?.reason).toContain(reason);
  });

  test("a soak that runs says until when", () => {
    expect(judge(record({ since: hours(-0.5), at: hours(-0.5) }))[1]).toMatchObject({
      until: hours(1.5),
    });
  });

  test("declared is not observed", () => {
    const observed = { soakMs: 0, level: "observed" } as const;

    expect(judge(record(), observed)).toMatchObject([{ state: "wait" }]);
    expect(judge(record({ level: "observed" }), observed)).toMatchObject([{ state: "pass" }]);
  });

  test.each<["any" | "all", string]>([
    ["any", "pass"],
    ["all", "wait"],
  ])("%s of several upstream environments", (mode, state) => {
    const records = new Map([
      ["staging-eu", record()],
      ["staging-us", undefined],
    ]);

    expect(
      verifiedGates(
        { candidate: [image], records, mode, trust },
        { soakMs: 0, level: "declared" },
        now,
      )[0]?.state,
    ).toBe(state);
  });

  test("nothing to be verified is not verified", () => {
    const facts = {
      candidate: [],
      records: new Map([["dev", record()]]),
      mode: "any",
      trust,
    } as const;

    expect(verifiedGates(facts, { soakMs: 0, level: "declared" }, now)[0]?.state).toBe("wait");
  });

  test("without a trusted App the pass says that it can be forged", () => {
    const facts = {
      candidate: [image],
      records: new Map([["dev", record({ actor: "pat" })]]),
      mode: "any" as const,
      trust: { mode: "any" as const, actors: [] },
    };

    expect(verifiedGates(facts, { soakMs: 0, level: "declared" }, now)[0]?.reason).toContain(
      "forgeable",
    );
  });
});

describe("approvals", () => {
  const approved = (login: string, changes: Partial<Review> = {}): Review => ({
    login,
    isBot: false,
    state: "approved",
    isOfThis: true,
    ...changes,
  });
  const teams = new Map<string, readonly string[] | "unknown">([
    ["platform", ["ann", "bob", "cleo"]],
  ]);
  const spec = { count: 2, teams: ["platform"], users: [] };
  const judge = (
    reviews: readonly Review[],
    over: Partial<Parameters<typeof approvalsGate>[0]> = {},
  ) => approvalsGate({ reviews, makers: ["dave", bot], teams, ...over }, spec);

  test.each<[string, readonly Review[], string, string]>([
    ["two members", [approved("ann"), approved("bob")], "pass", "2 of 2 (ann, bob)"],
    ["one member twice", [approved("ann"), approved("ann")], "wait", "1 of 2 (ann)"],
    ["a member and a stranger", [approved("ann"), approved("zoe")], "wait", "1 of 2 (ann)"],
    ["a bot", [approved("ann"), approved("bob", { isBot: true })], "wait", "1 of 2"],
    ["who made the change", [approved("ann"), approved("dave")], "wait", "dave made the change"],
    [
      "of another digest",
      [approved("ann"), approved("bob", { isOfThis: false })],
      "wait",
      "bob approved other values",
    ],
    [
      "of a commit that is gone",
      [approved("ann"), approved("bob", { isOfThis: "unknown" })],
      "wait",
      "cannot be read",
    ],
    [
      "changes asked for",
      [approved("ann"), approved("bob"), approved("cleo", { state: "changes-requested" })],
      "wait",
      "cleo asks for changes",
    ],
    ["capitals", [approved("ANN"), approved("Bob")], "pass", "2 of 2"],
  ])("%s", (_, reviews, state, reason) => {
    const gate = judge(reviews);

    expect(gate.state).toBe(state);
    expect(gate.reason).toContain(reason);
  });

  test("a team that cannot be read waits, and says what to grant", () => {
    expect(
      judge([approved("ann"), approved("bob")], { teams: new Map([["platform", "unknown"]]) }),
    ).toMatchObject({
      state: "wait",
      reason: expect.stringContaining(
        "cannot tell who is in platform (the App needs members: read)",
      ),
    });
  });

  test("without teams and people anybody's approval counts", () => {
    expect(
      approvalsGate(
        { reviews: [approved("zoe")], makers: [], teams },
        { count: 1, teams: [], users: [] },
      ).state,
    ).toBe("pass");
  });
});

describe("statuses", () => {
  const report = (state: "success" | "failure" | "pending", actor = bot) => ({ state, actor });

  test.each([
    ["reported", { "e2e/dev": report("success") }, "pass", "e2e/dev"],
    ["missing", {}, "wait", "e2e/dev is not reported"],
    ["running", { "e2e/dev": report("pending") }, "wait", "is running"],
    ["failed", { "e2e/dev": report("failure") }, "fail", "e2e/dev failed"],
    ["by a stranger", { "e2e/dev": report("success", "mallory") }, "wait", "not trusted"],
    ["renamed", { "e2e/development": report("success") }, "wait", "not reported"],
  ])("%s", (_, reports, state, reason) => {
    const gate = statusesGate("tests", ["e2e/dev"], {
      reports: new Map(Object.entries(reports)),
      trust,
    });

    expect(gate.state).toBe(state);
    expect(gate.reason).toContain(reason);
  });
});

describe("scan", () => {
  const clean = { critical: 0, high: 0, medium: 0, low: 3 };
  const spec = { failOn: "high", maxAgeMs: 24 * 3_600_000 } as const;

  test("nothing that counts passes until the scan is too old", () => {
    expect(scanGate({ kind: "report", at: hours(-1), findings: clean }, spec, now)).toMatchObject({
      state: "pass",
      validUntil: hours(23),
    });
  });

  test("a finding at the severity or above fails, with the counts", () => {
    const findings = { critical: 1, high: 2, medium: 5, low: 0 };

    expect(scanGate({ kind: "report", at: hours(-1), findings }, spec, now)).toMatchObject({
      state: "fail",
      reason: "1 critical, 2 high",
    });
  });

  test("an old scan waits", () => {
    expect(scanGate({ kind: "report", at: hours(-30), findings: clean }, spec, now)).toMatchObject({
      state: "wait",
      reason: "the scan is 30h old, at most 24h are allowed",
    });
  });

  test("a scan from the future waits", () => {
    expect(scanGate({ kind: "report", at: hours(1), findings: clean }, spec, now)).toMatchObject({
      state: "wait",
      reason: "the scan is dated 2026-11-21T13:00:00.000Z, which is to come",
    });
  });

  test.each(["none", "unknown"] as const)("a scan of which %s is known waits", (kind) => {
    expect(scanGate({ kind, why: "no scan of this digest" }, spec, now).state).toBe("wait");
  });
});

test.each([
  ["signed", "pass"],
  ["unsigned", "fail"],
  ["other-signer", "fail"],
  ["unknown", "wait"],
] as const)("a signature that is %s: %s", (kind, state) => {
  expect(
    signatureGate(kind === "signed" ? { kind, by: "build.yml@v1" } : { kind, why: "x" }).state,
  ).toBe(state);
});

test.each([
  ["exists", "pass"],
  ["missing", "fail"],
  ["unknown", "wait"],
] as const)("a digest that %s: %s", (kind, state) => {
  expect(registryGate({ kind, why: "x" }).state).toBe(state);
});

describe("what a change itself has to have", () => {
  test("a class that wants a ticket waits for it", () => {
    const demands = { approvals: 0, changeTicket: true };

    expect(riskGate({ risk: "high", why: "a CRD", changeTicket: undefined }, demands).state).toBe(
      "wait",
    );
    expect(riskGate({ risk: "high", why: "a CRD", changeTicket: "CHG-1" }, demands)).toMatchObject({
      state: "pass",
      reason: "high (a CRD), CHG-1",
    });
  });

  test("a budget that is used up waits until the oldest of them is a week old", () => {
    const used = [hours(-24), hours(-48), hours(-24 * 9)];

    expect(budgetGate(used, 3, now).state).toBe("pass");
    expect(budgetGate(used, 2, now)).toMatchObject({
      state: "wait",
      reason: "2 of 2 in seven days",
      until: hours(24 * 5),
    });
    expect(budgetGate(used, 1, now)).toMatchObject({ until: hours(24 * 6) });
  });

  test.each([
    ["none declared", undefined, "fail"],
    ["automatic", { class: "automatic", plan: undefined }, "pass"],
    ["manual with its plan", { class: "manual", plan: "docs/back.md" }, "pass"],
    ["manual without a plan", { class: "manual", plan: undefined }, "fail"],
  ] as const)("a way back: %s", (_, rollback, state) => {
    expect(rollbackGate(rollback).state).toBe(state);
  });
});

describe("nothing that is missing, stale or failed ever passes", () => {
  const outcome = fc.constantFrom("pass" as const, "fail" as const, "unknown" as const);
  const instant = fc.integer({ min: -100, max: 100 }).map((count) => hours(count / 10));

  test("verified and soak", () => {
    const entries = fc.option(
      fc.record({
        outcome,
        since: instant,
        at: instant,
        actor: fc.constantFrom(bot, "mallory"),
        images: fc.constantFrom<(typeof image)[]>([image], [other], []),
        level: fc.constantFrom("declared" as const, "observed" as const),
      }),
      { nil: undefined },
    );
    const soakHours = fc.integer({ min: 0, max: 6 });
    fc.assert(
      fc.property(
        entries,
        soakHours,
        fc.constantFrom("declared" as const, "observed" as const),
        (entry, soak, level) => {
          const spec = { soakMs: soak * 3_600_000, level };
          const gates = verifiedGates(
            {
              candidate: [image],
              records: new Map([["dev", entry && record(entry)]]),
              mode: "any",
              trust,
            },
            spec,
            now,
          );
          const isPass = gates.every(({ state }) => state === "pass");
          const isGood =
            entry !== undefined &&
            entry.outcome === "pass" &&
            entry.actor === bot &&
            entry.images.includes(image) &&
            (level === "declared" || entry.level === "observed") &&
            (soak === 0 ||
              (entry.since.getTime() + spec.soakMs <= now.getTime() &&
                entry.at.getTime() >= entry.since.getTime() + spec.soakMs));

          expect(isPass).toBe(isGood);
        },
      ),
    );
  });

  test("approvals", () => {
    const reviews = fc.array(
      fc.record({
        login: fc.constantFrom("ann", "Ann", "bob", "zoe", "dave"),
        isBot: fc.boolean(),
        state: fc.constantFrom("approved" as const, "changes-requested" as const),
        isOfThis: fc.constantFrom(true, false, "unknown" as const),
      }),
    );
    fc.assert(
      fc.property(reviews, fc.integer({ min: 1, max: 3 }), (all, count) => {
        const gate = approvalsGate(
          { reviews: all, makers: ["dave"], teams: new Map([["t", ["ann", "bob"]]]) },
          { count, teams: ["t"], users: [] },
        );
        const good = new Set(
          all
            .filter(
              (one) =>
                one.state === "approved" &&
                !one.isBot &&
                one.isOfThis === true &&
                ["ann", "bob"].includes(one.login.toLowerCase()),
            )
            .map(({ login }) => login.toLowerCase()),
        );

        if (gate.state === "pass") expect(good.size).toBeGreaterThanOrEqual(count);
      }),
    );
  });
});
