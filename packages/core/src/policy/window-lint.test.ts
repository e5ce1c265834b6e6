import { describe, expect, test } from "vitest";
import { readAppProjects } from "./app-project.ts";
import { type SyncWindowSpec, syncWindowSpec } from "./sync-window.ts";
import type { WindowFinding } from "./window-finding.ts";
import { lintSyncWindows } from "./window-lint.ts";

const now = new Date("2026-03-04T11:00:00Z");
const all = { applications: ["*"] };
const allow = { kind: "allow", schedule: "0 10 * * *", duration: "6h", ...all };
const deny = { kind: "deny", schedule: "0 20 * * *", duration: "2h", ...all };
const berlin = { timeZone: "Europe/Berlin" };

function lint(...stated: Partial<SyncWindowSpec>[]): WindowFinding[] {
  return lintSyncWindows(stated.map(syncWindowSpec), now);
}

function codes(findings: readonly WindowFinding[]): string[] {
  return findings.map(({ code, severity, window }) => `${severity} ${code} ${window}`);
}

describe("lintSyncWindows finds", () => {
  test.each<[string, Partial<SyncWindowSpec>[], string[]]>([
    ["nothing wrong with good windows", [allow, deny], []],
    [
      "a kind that is neither allow nor deny",
      [{ ...deny, kind: "Deny" }],
      ["error kind-unknown 0"],
    ],
    [
      "a schedule that cannot be read",
      [{ ...deny, schedule: "@daily" }],
      ["error schedule-invalid 0"],
    ],
    ["a duration that cannot be read", [{ ...deny, duration: "1d" }], ["error duration-invalid 0"]],
    ["a duration of nothing", [{ ...deny, duration: "0" }], ["error duration-not-positive 0"]],
    [
      "a schedule that never fires",
      [{ ...deny, schedule: "0 0 30 2 *" }],
      ["error schedule-never-fires 0"],
    ],
    ["nothing wrong with a zone prefix of UTC", [{ ...deny, schedule: "TZ=UTC 0 20 * * *" }], []],
    [
      "a schedule with another zone",
      [{ ...deny, schedule: "TZ=Asia/Dubai 0 20 * * *" }],
      ["warning schedule-own-zone 0"],
    ],
    ["a zone that Go does not know", [{ ...deny, timeZone: "UTC+2" }], ["error zone-unknown 0"]],
    [
      "a zone that Argo CD's image may not know",
      [{ ...deny, timeZone: "Asia/Calcutta" }],
      ["warning zone-legacy 0"],
    ],
    [
      "a pattern that does not compile",
      [{ ...deny, applications: ["[web", "*"] }],
      ["error glob-invalid 0"],
    ],
    [
      "a window that lists nothing",
      [{ ...deny, applications: [] }],
      ["error applies-to-nothing 0"],
    ],
    [
      "a description that Argo CD refuses",
      [{ ...deny, description: "x".repeat(256) }],
      ["error description-too-long 0"],
    ],
    ["a deny that never ends", [{ ...deny, duration: "25h" }], ["error always-active 0"]],
    ["an allow that never ends", [{ ...allow, duration: "25h" }], ["warning always-active 0"]],
    [
      "openings that touch",
      [{ ...allow, schedule: "*/30 8-17 * * *", duration: "30m" }],
      ["warning boundary-flicker 0"],
    ],
    ["two windows that are the same", [deny, { ...deny, manualSync: true }], ["error duplicate 1"]],
    [
      "a deny that cuts an allow",
      [allow, { ...deny, schedule: "0 12 * * *" }],
      ["notice deny-cuts-allow 0"],
    ],
    [
      "no cut where the two apply to different things",
      [
        { ...allow, applications: ["a"] },
        { ...deny, schedule: "0 12 * * *", applications: ["b"] },
      ],
      [],
    ],
    [
      "more windows than can be looked at",
      Array.from({ length: 101 }, () => deny),
      ["warning too-many-windows 100"],
    ],
  ])("%s", (_, stated, expected) => {
    expect(codes(lint(...stated))).toEqual(expected);
  });

  test("a deny for all other times that leaves no time at all, with both lines", () => {
    const [project] = readAppProjects(
      `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: production}
spec:
  syncWindows:
    - {kind: allow, schedule: "0 10 * * *", duration: 6h, applications: ["*"]}
    - {kind: deny, schedule: "0 0 * * *", duration: 24h, applications: ["*"]}
`,
      "project.yaml",
    );
    const findings = lintSyncWindows(project?.windows ?? [], now);

    expect(findings.find(({ code }) => code === "never-opens")).toEqual({
      code: "never-opens",
      severity: "error",
      place: { file: "project.yaml", line: 6, column: 7 },
      window: 0,
      others: [1],
      message:
        'allow "0 10 * * *" for 6h (line 6) never opens: deny "0 0 * * *" for 24h (line 7) is active whenever it is, and an active deny beats every allow',
      fix: "Remove the deny: outside its allow windows an application does not sync anyway.",
    });
  });

  test("denies that close an allow only together", () => {
    const first = { ...deny, schedule: "0 9 1-15 * *", duration: "8h" };
    const second = { ...deny, schedule: "0 9 16-31 * *", duration: "8h" };
    const finding = lint(allow, first, second).find(({ code }) => code === "never-opens");

    expect(finding).toMatchObject({ window: 0, others: [1, 2] });
    expect(finding?.message).toContain("together are active whenever it is");
  });

  test("fields that Kubernetes drops", () => {
    const [project] = readAppProjects(
      `apiVersion: argoproj.io/v1alpha1
kind: AppProject
spec:
  syncWindows:
    - kind: deny
      schedule: "0 20 * * *"
      duration: 2h
      applications: ["*"]
      timezone: Europe/Berlin
`,
      "project.yaml",
    );

    expect(lintSyncWindows(project?.windows ?? [], now)).toMatchObject([
      { code: "field-unknown", place: { line: 9 } },
    ]);
  });
});

describe("clock changes within a year", () => {
  test.each<[string, Partial<SyncWindowSpec>, string[]]>([
    [
      "shorten and lengthen a window across them",
      { schedule: "0 22 * * *", duration: "8h" },
      [
        "skips 2026-03-29 02:00 to 03:00: the window from 22:00 (8h) lasts 7h",
        "repeats 2026-10-25 02:00 to 03:00: the window from 22:00 (8h) lasts 9h",
      ],
    ],
    [
      "leave out a window within the hour, or open it twice",
      { schedule: "15 2 * * *", duration: "30m" },
      [
        "the window from 02:15 (30m) does not open that day",
        "the window from 02:15 (30m) opens twice",
      ],
    ],
    [
      "tear a window that starts within the hour",
      { schedule: "30 2 * * *", duration: "1h" },
      [
        "the window from 02:30 (1h) lasts 30m",
        "the window from 02:30 (1h) lasts 1h30m, with a gap in it",
      ],
    ],
    [
      "double a window of exactly that hour",
      { schedule: "0 2 * * *", duration: "1h" },
      ["the window from 02:00 (1h) does not open that day", "the window from 02:00 (1h) lasts 2h"],
    ],
    [
      "count openings when there are many",
      { schedule: "*/10 * * * *", duration: "1m" },
      ["and with it 6 openings of the window", "and with it 6 openings of the window"],
    ],
    ["do not matter on other days of the week", { schedule: "30 2 * * 1", duration: "1h" }, []],
  ])("%s", (_, stated, messages) => {
    const findings = lint({ ...deny, ...berlin, ...stated });

    expect(findings.map(({ code }) => code)).toEqual(messages.map(() => "clock-change"));
    expect(findings.map(({ message }) => message)).toEqual(
      messages.map((message) => expect.stringContaining(message)),
    );
  });
});
