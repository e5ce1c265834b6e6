import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AllowEntry } from "./allow-list.ts";
import { type Finding, SEVERITIES } from "./finding.ts";
import { compareFindings, judgeFindings } from "./judge.ts";
import type { ScanPolicy } from "./policy.ts";

const now = new Date("2026-06-15T12:00:00Z");
const day = 86_400_000;

function finding(given: Partial<Finding> = {}): Finding {
  return {
    id: "CVE-2026-1",
    aliases: [],
    severity: "critical",
    package: { name: "openssl", version: "1", type: "deb" },
    path: "/var/lib/dpkg/status",
    fix: { state: "fixed", versions: ["2"] },
    title: "",
    url: "",
    ...given,
  };
}

function entry(given: Partial<AllowEntry> = {}): AllowEntry {
  return {
    id: "CVE-2026-1",
    package: undefined,
    path: undefined,
    reason: "not reachable",
    owner: "team",
    expires: new Date(now.getTime() + 100 * day),
    line: 3,
    ...given,
  };
}

function policy(given: Partial<ScanPolicy> = {}): ScanPolicy {
  const none = { fixableOnly: false, fixGraceMs: 0, newOnly: false, allow: [] };
  return { failOn: "high", ...none, ...given };
}

const count = (findings: readonly Finding[], given: Partial<ScanPolicy> = {}): number =>
  judgeFindings(findings, policy(given), { now }).blocking.length;

describe("what counts", () => {
  test.each([
    ["critical at high", finding(), {}, 1],
    ["medium at high", finding({ severity: "medium" }), {}, 0],
    ["unrated at high", finding({ severity: "unknown" }), {}, 1],
    ["unrated at critical", finding({ severity: "unknown" }), { failOn: "critical" }, 0],
    ["negligible at low", finding({ severity: "negligible" }), { failOn: "low" }, 0],
    ["anything at none", finding(), { failOn: undefined }, 0],
    [
      "without a fix, of the fixable only",
      finding({ fix: { state: "wont-fix", versions: [] } }),
      { fixableOnly: true },
      0,
    ],
    [
      "with a fix of yesterday and a week of grace",
      finding({ fix: { state: "fixed", versions: ["2"], since: new Date(now.getTime() - day) } }),
      { fixGraceMs: 7 * day },
      0,
    ],
    [
      "with a fix of exactly a week",
      finding({
        fix: { state: "fixed", versions: ["2"], since: new Date(now.getTime() - 7 * day) },
      }),
      { fixGraceMs: 7 * day },
      1,
    ],
    ["with a fix of unknown age", finding(), { fixGraceMs: 7 * day }, 1],
  ] satisfies [string, Finding, Partial<ScanPolicy>, number][])(
    "%s: %#",
    (_, found, given, blocked) => {
      expect(count([found], given)).toBe(blocked);
    },
  );

  test("of the new only what the compared image has not, whatever version it has", () => {
    const before = [finding({ package: { name: "openssl", version: "0.9", type: "deb" } })];
    const findings = [finding(), finding({ id: "CVE-2026-2" })];

    const { blocking } = judgeFindings(findings, policy({ newOnly: true }), { now, before });

    expect(blocking.map(({ id }) => id)).toEqual(["CVE-2026-2"]);
  });

  test("a severity that blocks at a threshold blocks at every lower one", () => {
    const thresholds = ["critical", "high", "medium", "low"] as const;
    fc.assert(
      fc.property(fc.constantFrom(...SEVERITIES), (severity) => {
        const blocks = thresholds.map((failOn) => count([finding({ severity })], { failOn }));
        expect([...blocks].sort()).toEqual(blocks);
      }),
    );
  });
});

describe("the allow-list", () => {
  test.each([
    ["by another name", finding({ id: "GHSA-x", aliases: ["CVE-2026-1"] }), entry(), true],
    ["in any case", finding({ id: "cve-2026-1" }), entry(), true],
    ["of another vulnerability", finding({ id: "CVE-2026-11" }), entry(), false],
    ["in the package named", finding(), entry({ package: "open*" }), true],
    ["in another package", finding(), entry({ package: "libssl*" }), false],
    ["a star is no regular expression", finding(), entry({ package: "o.enssl" }), false],
    ["at the path named", finding(), entry({ path: "var/lib/*" }), true],
    ["at another path", finding(), entry({ path: "/opt/*" }), false],
    ["on the last instant", finding(), entry({ expires: new Date(now.getTime() + 1) }), true],
    ["at its end", finding(), entry({ expires: now }), false],
  ])("excuses %s: %#", (_, found, allowed, excused) => {
    const verdict = judgeFindings([found], policy({ allow: [allowed] }), { now });

    expect(verdict.blocking).toHaveLength(excused ? 0 : 1);
    expect(verdict.allowed).toHaveLength(excused ? 1 : 0);
  });

  test("tells what has ended, what ends soon and what fits nothing", () => {
    const ended = entry({ expires: new Date(now.getTime() - day) });
    const soon = entry({ id: "CVE-2026-2", expires: new Date(now.getTime() + 13 * day) });
    const idle = entry({ id: "CVE-2026-3" });
    const findings = [finding(), finding({ id: "CVE-2026-2" })];

    const verdict = judgeFindings(findings, policy({ allow: [ended, soon, idle] }), { now });

    expect(verdict).toMatchObject({ expired: [ended], expiring: [soon], unused: [idle] });
  });
});

test("a comparison counts what comes and what goes", () => {
  const before = [finding(), finding({ id: "CVE-2026-2", severity: "low" })];
  const after = [finding(), finding({ id: "CVE-2026-3", severity: "high" })];

  expect(compareFindings(before, after)).toMatchObject({
    added: { critical: 0, high: 1, low: 0 },
    removed: { critical: 0, high: 0, low: 1 },
  });
});
