import { type Artifact, printVersion } from "@gitops-actions/core/image";
import { statusLine, timeZones } from "@gitops-actions/core/policy";
import { type PlanEntry, type PlanState, planRepository } from "@gitops-actions/core/promotion";
import type { WorkingCopy } from "../repository.ts";
import { columns, type Screen } from "../screen.ts";

/** `gitops plan`: what could move where now, what waits for what, and what is stuck. */
export function plan(
  { view }: WorkingCopy,
  {
    screen,
    now,
    json,
    all,
  }: { readonly screen: Screen; readonly now: Date; readonly json: boolean; readonly all: boolean },
): void {
  const entries = planRepository(view, now);
  if (json) {
    screen.write(`${JSON.stringify(entries, null, 2)}\n`);
    return;
  }
  const shown = all ? entries : entries.filter(({ state }) => state !== "current");
  const rows = shown.map((entry) => [
    SYMBOLS[entry.state],
    entry.app,
    entry.environment,
    `${versions(entry.running)} <- ${versions(entry.candidate)}`,
    why(entry, now),
  ]);
  if (rows.length > 0)
    screen.write(columns([["", "app", "environment", "version", "why"], ...rows], screen.width));
  if (entries.length === 0) screen.write(NOTHING);
  const count = (state: PlanState): number =>
    entries.filter((entry) => entry.state === state).length;
  const states: readonly PlanState[] = ["ready", "waiting", "blocked", "unreadable", "current"];
  const rare: readonly PlanState[] = ["imageless"];
  const told = [...states, ...rare.filter((state) => count(state) > 0)];
  const counts = told.map((state) => `${count(state)} ${state}`).join(", ");
  screen.write(screen.paint("dim", `${counts}; as of ${now.toISOString().slice(0, 16)}Z\n`));
}

const NOTHING =
  "No app is in an environment that is promoted into. The usual layouts are looked for, and those of .gitops/promotion.yaml.\n";

const SYMBOLS: Readonly<Record<PlanState, string>> = {
  ready: "+",
  waiting: ".",
  blocked: "x",
  unreadable: "!",
  imageless: "?",
  current: "=",
};

/** The reason in one line. */
export function why({ state, decision, fault }: PlanEntry, now: Date): string {
  if (state === "current") return "runs what upstream runs";
  if (decision !== undefined) return statusLine(decision, { now, zones: timeZones() });
  return (fault ?? "").split("\n")[0] ?? "";
}

function versions(images: readonly Artifact[]): string {
  return [...new Set(images.map(printVersion))].join(",") || "?";
}
