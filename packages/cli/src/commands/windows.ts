import { windowFindings } from "@gitops-actions/core/doctor";
import {
  answerFrom,
  changes,
  instantText,
  type SyncState,
  type SyncWindow,
  timeZones,
} from "@gitops-actions/core/policy";
import { appsIn, type MatchedWindows, matchedWindows } from "@gitops-actions/core/promotion";
import { tell } from "../finding.ts";
import type { WorkingCopy } from "../repository.ts";
import { columns, type Screen } from "../screen.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** More changes than this in the days shown say no more. */
const MOST_CHANGES = 40;

/** `gitops windows`: when each environment may be synced in the days to come, and what is wrong with its windows. */
export function windows(
  { view }: WorkingCopy,
  { screen, now, days }: { readonly screen: Screen; readonly now: Date; readonly days: number },
): void {
  const { config, projects } = view;
  const guarded = [...config.environments.values()].filter(
    ({ gates }) => gates.windows !== undefined,
  );
  if (guarded.length === 0) {
    screen.write("No environment names sync windows (environments.<name>.gates.windows).\n");
    return;
  }
  const calendars = guarded.map((environment) => {
    const apps = appsIn(view, environment.name);
    const matched = matchedWindows(environment, apps, { config, projects });
    const text = matched.known
      ? matched.value.map((group) => calendar(group, { now, days })).join("")
      : `  cannot tell: ${matched.why}\n`;
    return { name: environment.name, text };
  });
  for (const [text, same] of Map.groupBy(calendars, (one) => one.text)) {
    const names = same.map(({ name }) => name).join(", ");
    screen.write(`${screen.paint("bold", names)}\n${text}`);
  }
  const found = windowFindings(view, now);
  for (const finding of found) screen.write(tell(finding, screen));
  if (found.some(({ severity }) => severity === "error")) process.exitCode = 1;
}

const WORDS: Readonly<Record<SyncState, string>> = {
  open: "open",
  "manual-only": "only by hand",
  closed: "closed",
};

function calendar(
  { apps, windows: matching }: MatchedWindows,
  { now, days }: { readonly now: Date; readonly days: number },
): string {
  const zones = timeZones();
  const end = now.getTime() + days * DAY_MS;
  const head = `  ${apps.length === 1 ? apps[0] : `${apps.length} apps`}: ${WORDS[answerFrom(matching, now).state]} now\n`;
  const rows: string[][] = [];
  for (const change of changes(matching, now)) {
    if (change.at.getTime() > end || rows.length >= MOST_CHANGES) break;
    const zone = change.by.map(zoneOf).find((name) => name !== "UTC");
    const at = instantText(change.at, {
      now,
      zone: zone === undefined ? undefined : zones.find(zone),
    });
    rows.push(["   ", at, WORDS[change.answer.state]]);
  }
  return head + (rows.length === 0 ? `    no change in ${days} days\n` : columns(rows));
}

function zoneOf({ zone }: SyncWindow): string {
  return zone.name;
}
