import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { UserError } from "../errors.ts";
import { parseCron } from "./cron.ts";
import { nextFiring } from "./cron-next.ts";
import { compileGlob } from "./glob.ts";
import { parseGoDuration } from "./go-duration.ts";
import { timeZones } from "./time-zone.ts";

/*
 * What Argo CD's own libraries answer: each row in testdata was recorded with test/tools/sync-windows.
 * To ask more, add questions and run the rows through it again.
 */

interface ScheduleRow {
  readonly schedule: string;
  readonly times: readonly string[];
  readonly answer?: readonly (string | null)[];
  readonly error?: string;
}

interface DurationRow {
  readonly duration: string;
  readonly answer?: string;
  readonly error?: string;
}

interface PatternRow {
  readonly pattern: string;
  readonly texts: readonly string[];
  readonly answer?: readonly string[];
  readonly error?: string;
}

interface ZoneRow {
  readonly zone: string;
  readonly times: readonly string[];
  readonly answer?: readonly number[];
  readonly error?: string;
}

const zones = timeZones();

describe("schedules answer as robfig/cron does", () => {
  test.each(rows<ScheduleRow>("schedules"))("$schedule", ({ schedule, times, answer, error }) => {
    const next = attempt(() => {
      const parsed = parseCron(schedule, zones);
      return times.map((time) => instant(nextFiring(parsed, Date.parse(time) / 1000)));
    });

    expect(next).toEqual(error ?? answer);
  });
});

describe("durations answer as time.ParseDuration does", () => {
  test.each(rows<DurationRow>("durations"))("$duration", ({ duration, answer, error }) => {
    expect(attempt(() => String(parseGoDuration(duration)))).toBe(error ?? answer);
  });
});

describe("patterns match what gobwas/glob matches", () => {
  test.each(rows<PatternRow>("patterns"))("$pattern", ({ pattern, texts, answer, error }) => {
    const matched = attempt(() => texts.filter(compileGlob(pattern)));

    // Its own words for a pattern that does not compile are for nobody to read: Argo CD only logs them.
    if (error === undefined) expect(matched).toEqual(answer);
    else expect(matched).toEqual(expect.any(String));
  });
});

describe("zones have the names and offsets that Go knows", () => {
  test.each(rows<ZoneRow>("zones"))("$zone", ({ zone, times, answer, error }) => {
    const found = zones.find(zone);
    const offsets = times.map((time) => found?.offsetAt(Date.parse(time) / 1000));

    expect(found === undefined).toBe(error !== undefined);
    if (error === undefined) expect(offsets).toEqual(answer);
  });
});

function rows<Row>(name: string): Row[] {
  const text = readFileSync(new URL(`testdata/${name}.jsonl`, import.meta.url), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line): Row => JSON.parse(line));
}

function attempt<Value>(read: () => Value): Value | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

function instant(seconds: number | undefined): string | null {
  return seconds === undefined ? null : new Date(seconds * 1000).toISOString().replace(".000", "");
}
