import { describe, expect, test } from "vitest";
import type { Freeze, FreezeException } from "../config/index.ts";
import { freezeGate } from "./freeze.ts";

const now = new Date("2026-12-24T12:00:00Z");
const days = (count: number): Date => new Date(now.getTime() + count * 86_400_000);
const slot = { app: "payments", environment: "prod-eu" };

function freeze(changes: Partial<Freeze> = {}): Freeze {
  return {
    since: days(-4),
    until: days(10),
    environments: [],
    apps: [],
    reason: "peak trading",
    exceptions: [],
    line: 7,
    ...changes,
  };
}

function exception(changes: Partial<FreezeException> = {}): FreezeException {
  return {
    apps: ["payments"],
    environments: [],
    approvedBy: "ann",
    reason: "CVE-2026-1",
    ticket: "CHG-1",
    until: undefined,
    ...changes,
  };
}

describe("freezeGate", () => {
  test.each<[string, Freeze[], string, string, Date | undefined]>([
    ["no freeze", [], "pass", "none", undefined],
    ["one in force", [freeze()], "wait", "peak trading", days(10)],
    ["one to come", [freeze({ since: days(1) })], "pass", "none", days(1)],
    ["one that is over", [freeze({ until: days(-1) })], "pass", "none", undefined],
    [
      "one of another environment",
      [freeze({ environments: ["staging"] })],
      "pass",
      "none",
      undefined,
    ],
    ["one of another app", [freeze({ apps: ["cart"] })], "pass", "none", undefined],
    [
      "one of this app here",
      [freeze({ apps: ["payments"], environments: ["prod-eu"] })],
      "wait",
      "peak trading",
      days(10),
    ],
    [
      "two that overlap",
      [freeze(), freeze({ since: days(9), until: days(12), reason: "inventory" })],
      "wait",
      "peak trading",
      days(12),
    ],
    ["its end is free", [freeze({ until: now })], "pass", "none", undefined],
    ["its beginning is not", [freeze({ since: now })], "wait", "peak trading", days(10)],
  ])("%s", (_, freezes, state, reason, at) => {
    const gate = freezeGate(freezes, slot, now);

    expect(gate).toMatchObject({ state, reason });
    expect(gate.state === "pass" ? gate.validUntil : gate.state === "wait" && gate.until).toEqual(
      at,
    );
  });

  test.each<[string, FreezeException[], string, string]>([
    [
      "recorded for the app",
      [exception()],
      "pass",
      "peak trading, with an exception: CVE-2026-1 (approved by ann, CHG-1)",
    ],
    ["for another app", [exception({ apps: ["cart"] })], "wait", "peak trading"],
    ["for another environment", [exception({ environments: ["prod-us"] })], "wait", "peak trading"],
    ["that is over", [exception({ until: days(-1) })], "wait", "peak trading"],
    [
      "of which one is over and one is not",
      [exception({ until: days(-1) }), exception({ reason: "hotfix", ticket: undefined })],
      "pass",
      "peak trading, with an exception: hotfix (approved by ann)",
    ],
  ])("an exception %s", (_, exceptions, state, reason) => {
    expect(freezeGate([freeze({ exceptions })], slot, now)).toMatchObject({ state, reason });
  });

  test("an exception that ends lets through until then", () => {
    const gate = freezeGate([freeze({ exceptions: [exception({ until: days(1) })] })], slot, now);

    expect(gate).toMatchObject({ state: "pass", validUntil: days(1) });
  });

  test("an exception of one freeze does not lift another", () => {
    const freezes = [freeze({ exceptions: [exception()] }), freeze({ reason: "audit" })];

    expect(freezeGate(freezes, slot, now)).toMatchObject({ state: "wait", reason: "audit" });
  });
});
