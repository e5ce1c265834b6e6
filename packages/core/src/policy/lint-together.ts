import { MS_PER_DAY } from "./calendar.ts";
import {
  SELECTOR_FIELDS,
  type SelectorField,
  type SyncWindow,
  type SyncWindowSpec,
} from "./sync-window.ts";
import { durationText, instantText } from "./time-text.ts";
import { activeSpans, answerFrom, nextOpening } from "./window-changes.ts";
import { fieldPlace, type WindowFinding, windowReference } from "./window-finding.ts";
import type { Span } from "./zone-stretch.ts";

/** How far ahead denies are laid over allows. */
const FOUR_WEEKS_MS = 28 * MS_PER_DAY;

/** What is wrong with windows as a set, from `now` on. Windows that cannot be read take no part. */
export function lintTogether(windows: readonly SyncWindow[], now: Date): WindowFinding[] {
  const span = { start: now.getTime(), end: now.getTime() + FOUR_WEEKS_MS };
  const timed = windows.flatMap((window, index): Timed[] =>
    "fault" in window.timing ? [] : [{ window, index, spans: activeSpans(window, span) }],
  );
  const denies = timed.filter(({ window }) => window.spec.kind === "deny");
  const allows = timed.filter(({ window }) => window.spec.kind === "allow");
  return [...duplicates(windows), ...allows.flatMap((allow) => lintAllow(allow, denies, now))];
}

interface Timed {
  readonly window: SyncWindow;
  readonly index: number;
  /** When it is active in the next four weeks. */
  readonly spans: readonly Span[];
}

/** Argo CD refuses a project in which two windows differ in nothing that decides when and for what. */
function duplicates(windows: readonly SyncWindow[]): WindowFinding[] {
  const seen = new Map<string, number>();
  return windows.flatMap((window, index): WindowFinding[] => {
    const identity = windowIdentity(window.spec);
    const first = seen.get(identity) ?? index;
    seen.set(identity, first);
    if (first === index) return [];
    return [
      {
        code: "duplicate",
        severity: "error",
        place: fieldPlace(window),
        window: index,
        others: [first],
        message: `the window is the same as ${windowReference(windows[first] ?? window)}; Argo CD refuses a project with both`,
        fix: "Remove one of them.",
      },
    ];
  });
}

function windowIdentity(spec: SyncWindowSpec): string {
  const { kind, schedule, duration, applications, namespaces, clusters, timeZone, andOperator } =
    spec;
  return JSON.stringify([
    kind,
    schedule,
    duration,
    applications,
    namespaces,
    clusters,
    timeZone,
    andOperator,
  ]);
}

function lintAllow(allow: Timed, denies: readonly Timed[], now: Date): WindowFinding[] {
  const covering = denies.filter((deny) => covers(deny.window.spec, allow.window.spec));
  if (covering.length > 0 && neverOpens(allow, covering, now)) {
    const single = covering.filter((deny) => neverOpens(allow, [deny], now));
    const verb = single.length === 0 ? "together are" : single.length === 1 ? "is" : "are each";
    return [neverOpening(allow, single.length === 0 ? covering : single, verb)];
  }
  return denies
    .filter((deny) => covering.includes(deny) || covers(allow.window.spec, deny.window.spec))
    .flatMap((deny) => cut(allow, deny, now));
}

function neverOpens(allow: Timed, denies: readonly Timed[], now: Date): boolean {
  const windows = [allow, ...denies].map(({ window }) => window);
  return answerFrom(windows, now).state !== "open" && nextOpening(windows, now) === undefined;
}

function neverOpening(allow: Timed, denies: readonly Timed[], verb: string): WindowFinding {
  const names = denies.map(({ window }) => windowReference(window)).join(" and ");
  return {
    code: "never-opens",
    severity: "error",
    place: fieldPlace(allow.window),
    window: allow.index,
    others: denies.map(({ index }) => index),
    message: `${windowReference(allow.window)} never opens: ${names} ${verb} active whenever it is, and an active deny beats every allow`,
    fix: "Remove the deny: outside its allow windows an application does not sync anyway.",
  };
}

function cut(allow: Timed, deny: Timed, now: Date): WindowFinding[] {
  const overlaps = intersections(allow.spans, deny.spans);
  const [first] = overlaps;
  if (first === undefined) return [];
  const { zone } = allow.window;
  const start = instantText(new Date(first.start), { now, zone });
  const people = deny.window.spec.manualSync ? "only people may sync" : "nothing may sync";
  return [
    {
      code: "deny-cuts-allow",
      severity: "notice",
      place: fieldPlace(allow.window),
      window: allow.index,
      others: [deny.index],
      message: `${windowReference(deny.window)} takes ${durationText(total(overlaps))} of the ${durationText(total(allow.spans))} that ${windowReference(allow.window)} is open in the next 4 weeks, first at ${start}; ${people} then`,
      fix: "Nothing, if that is meant; else change one of the two so that they do not overlap.",
    },
  ];
}

/** The times in both of two lists, each in order and without overlaps. */
function intersections(left: readonly Span[], right: readonly Span[]): Span[] {
  const common: Span[] = [];
  let [one, other] = [0, 0];
  for (;;) {
    const [first, second] = [left[one], right[other]];
    if (first === undefined || second === undefined) return common;
    const start = Math.max(first.start, second.start);
    const end = Math.min(first.end, second.end);
    if (start < end) common.push({ start, end });
    if (first.end < second.end) one += 1;
    else other += 1;
  }
}

function total(spans: readonly Span[]): number {
  return spans.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Whether one window certainly applies wherever the other does, by their patterns as text. */
function covers(spec: SyncWindowSpec, other: SyncWindowSpec): boolean {
  const listed = SELECTOR_FIELDS.filter((field) => spec[field].length > 0);
  const everything = (field: SelectorField) => spec[field].includes("*");
  if (listed.length === 0) return false;
  if (spec.andOperator ? listed.every(everything) : listed.some(everything)) return true;
  if (spec.andOperator !== other.andOperator) return false;
  const isWider = SELECTOR_FIELDS.every((field) =>
    other[field].every((pattern) => spec[field].includes(pattern)),
  );
  return isWider && (!spec.andOperator || listed.every((field) => other[field].length > 0));
}
