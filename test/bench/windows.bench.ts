/** What sync windows and decisions cost: medians, the first run of each left out. */
import {
  changes,
  compileSyncWindows,
  decide,
  decisionTable,
  lintSyncWindows,
  nextChange,
  nextOpening,
  type SyncWindowSpec,
  statusLine,
  stopGate,
  syncWindowSpec,
  timeZones,
  windowGate,
} from "@gitops-actions/core/policy";
import { type Figure, median, printFigures } from "./support/figures.ts";

const now = new Date("2026-03-04T11:00:00Z");
const YEAR_MS = 366 * 86_400_000;
const all = { applications: ["*"] };
const allow = { kind: "allow", schedule: "0 10 * * *", duration: "6h", ...all };
const deny = { kind: "deny", schedule: "0 0 * * *", duration: "24h", ...all };
const berlin = { timeZone: "Europe/Berlin" };

const sets: Record<string, Partial<SyncWindowSpec>[]> = {
  "daily allow": [{ ...allow, ...berlin }],
  "six windows in three zones": [
    { ...allow, ...berlin, schedule: "0 10 * * 1-5" },
    { ...allow, schedule: "0 22 * * 1-5", duration: "4h", timeZone: "America/New_York" },
    { ...deny, schedule: "0 0 20 12 *", duration: "336h" },
    { ...deny, schedule: "0 12 * * 3", duration: "30m", manualSync: true },
    { ...deny, schedule: "0 0 1 * *" },
    { ...allow, schedule: "*/30 * * * 6", duration: "10m" },
  ],
  "one change in a year": [{ ...deny, schedule: "0 0 3 3 *" }],
  "deny over every allow": [allow, deny],
  "monthly deny over monthly allow, two zones": [
    { ...allow, schedule: "0 10 1 * *", duration: "2h" },
    { ...deny, ...berlin, schedule: "0 0 1 * *" },
  ],
  "every minute under a deny": [{ ...deny, schedule: "* * * * *", duration: "30s" }, deny],
};

printFigures(
  "The next change",
  Object.entries(sets).flatMap(([name, stated]) => {
    const windows = compileSyncWindows(stated.map(syncWindowSpec));
    const change = nextChange(windows, now)?.at;
    // What never changes is proven over years, not found within one.
    const limit = change === undefined ? {} : { atMost: 5 };
    const at = change?.toISOString().slice(0, 10) ?? "never";
    return [
      { ...timed(`${name} (${at})`, () => nextChange(windows, now)), ...limit },
      { ...timed(`${name}, opening`, () => nextOpening(windows, now)), ...limit },
    ];
  }),
);

const six = compileSyncWindows((sets["six windows in three zones"] ?? []).map(syncWindowSpec));

const many = Array.from({ length: 10_000 }, (_, index) =>
  syncWindowSpec({
    ...deny,
    schedule: `${index % 60} ${index % 24} ${(index % 28) + 1} * ${index % 7}`,
    duration: `${(index % 90) + 1}m`,
    timeZone: ["", "Europe/Berlin", "Asia/Dubai"][index % 3] ?? "",
  }),
);
const compiled = compileSyncWindows(many);
const never = compileSyncWindows([...many, syncWindowSpec(deny)]);
printFigures("Much of it", [
  timed("every change of a year, six windows in three zones", () => {
    for (const { at } of changes(six, now)) if (at.getTime() > now.getTime() + YEAR_MS) break;
  }),
  timed("compile 10,000 windows", () => compileSyncWindows(many)),
  timed("next change of 10,000 windows", () => nextChange(compiled, now)),
  timed("never, proven for 10,001 windows", () => nextOpening(never, now)),
  timed("lint of 10,000 windows", () => lintSyncWindows(many, now)),
]);

const zones = timeZones();
const options = { now, marginMs: 300_000, zone: "Asia/Dubai", zones };
const decision = timed("a decision with all gates, rendered", () => {
  const decision = decide(
    [
      windowGate(six, now),
      stopGate("freeze", [], now),
      stopGate("lock", [], now),
      stopGate("hold", [], now),
      ...Array.from({ length: 12 }, (_, index) => ({
        name: `gate ${index}`,
        state: "wait" as const,
        reason: "30m of 2h",
        until: new Date(now.getTime() + index * 60_000),
      })),
    ],
    options,
  );
  statusLine(decision, options);
  decisionTable(decision, options);
});

printFigures("A decision", [{ ...decision, atMost: 1 }]);

function timed(what: string, work: () => unknown): Figure {
  const times: number[] = [];
  const end = performance.now() + 500;
  while (times.length < 3 || (times.length < 200 && performance.now() < end)) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  return { what, value: median(times.slice(1)), unit: "ms" };
}
