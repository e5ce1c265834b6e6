import { link, oneLine, plain, table } from "../text/index.ts";
import { changeOf, type Decision, type Gate } from "./decision.ts";
import { instantText } from "./time-text.ts";
import type { TimeZones } from "./time-zone.ts";

export interface RenderOptions {
  readonly now: Date;
  /** The zone whose clock stands beside UTC where a gate names none. */
  readonly zone?: string | undefined;
  readonly zones: TimeZones;
}

/** GitHub cuts the description of a commit status here. */
const STATUS_CHARACTERS = 140;

const VERDICTS = { pass: "ready", wait: "waiting", fail: "blocked" } as const;

const SYMBOLS = { pass: "✅ pass", wait: "⏳ wait", fail: "❌ fail" } as const;

/**
 * The decision in at most 140 characters: `waiting: soak 30m of 2h, until 14:05 UTC (18:05 Dubai)`. It
 * speaks of the first gate that keeps the change out, and names or counts the others. What does not fit
 * is taken from that gate's reason, not from the time.
 * @see https://docs.github.com/en/rest/commits/statuses#create-a-commit-status
 */
export function statusLine(decision: Decision, options: RenderOptions): string {
  const [first, ...others] = decision.gates.filter(({ state }) => state === decision.state);
  if (decision.state === "pass" || first === undefined) return readyLine(decision, options);

  const start = oneLine(`${VERDICTS[decision.state]}: ${first.name}`);
  const reason = oneLine(first.reason);
  const time = timeText(first, options);
  const names = oneLine(others.map(({ name }) => name).join(", "));
  const endings = others.length === 0 ? [""] : [`; also ${names}`, `; +${others.length} more`];
  for (const ending of endings) {
    const line = `${start} ${reason}${time}${ending}`;
    if (line.length <= STATUS_CHARACTERS) return line;
  }
  const end = `${time}${endings.at(-1)}`;
  return cut(`${start} ${reason}`, STATUS_CHARACTERS - end.length) + end;
}

/** The decision as a Markdown table, one row for each gate; text from outside does nothing in it. */
export function decisionTable(decision: Decision, options: RenderOptions): string {
  const rows = decision.gates.map((gate) => [
    plain(gate.name),
    SYMBOLS[gate.state],
    plain(gateText(gate, options)),
    gate.state === "pass" ? "" : plain(gate.remedy ?? ""),
    gate.evidence === undefined ? "" : link(gate.evidence.label, gate.evidence.url),
  ]);
  return table(["Gate", "State", "Why", "What to do", "Evidence"], rows);
}

/** The decision as JSON text: states and reasons as they are, instants in ISO 8601. */
export function decisionJson(decision: Decision): string {
  return JSON.stringify({ version: 1, ...decision });
}

function readyLine({ gates, validUntil }: Decision, options: RenderOptions): string {
  const count = gates.length === 0 ? "no gates" : `all ${gates.length} gates pass`;
  if (validUntil === undefined) return `${VERDICTS.pass}: ${count}`;
  const ending = gates.find((gate) => changeOf(gate)?.getTime() === validUntil.getTime());
  return `${VERDICTS.pass}: ${count}, until ${clock(validUntil, ending?.zone, options)}`;
}

/** What a gate found, with the instant that goes with it. */
function gateText(gate: Gate, options: RenderOptions): string {
  return gate.reason + timeText(gate, options);
}

/** `, until ...`, or nothing for a gate whose answer no time changes. */
function timeText(gate: Gate, options: RenderOptions): string {
  const until = changeOf(gate);
  return until === undefined ? "" : `, until ${clock(until, gate.zone, options)}`;
}

function clock(at: Date, zone: string | undefined, options: RenderOptions): string {
  const name = zone ?? options.zone ?? "";
  return instantText(at, { now: options.now, zone: options.zones.find(name) });
}

/** The line cut to a length, with a mark where something is missing; never in the middle of a character. */
function cut(line: string, length: number): string {
  if (line.length <= length) return line;
  const start = line.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "");
  return `${start.trimEnd()}…`;
}
