import { describe, expect, test } from "vitest";
import { holdPath, holdsOf, printHold, readHold } from "./hold.ts";
import { locksOf, printLock, readLock } from "./lock.ts";
import { type Stop, stopOutlook } from "./stop.ts";

const at = (time: string) => new Date(`2026-03-04T${time}Z`);

describe("stopOutlook", () => {
  const stop = (since: string, until?: string): Stop => ({
    reason: "test",
    since: at(since),
    until: until === undefined ? undefined : at(until),
  });

  test.each<[string, Stop[], string, number, Date | undefined]>([
    ["nothing is ever stopped", [], "10:00:00", 0, undefined],
    ["the start is part of it", [stop("10:00:00", "11:00:00")], "10:00:00", 1, at("11:00:00")],
    ["the end is not", [stop("10:00:00", "11:00:00")], "11:00:00", 0, undefined],
    [
      "free until the next start",
      [stop("12:00:00"), stop("11:00:00", "11:30:00")],
      "10:00:00",
      0,
      at("11:00:00"),
    ],
    [
      "touching stops are one",
      [stop("11:00:00", "12:00:00"), stop("10:00:00", "11:00:00")],
      "10:30:00",
      1,
      at("12:00:00"),
    ],
    [
      "a longer stop outlasts a shorter one",
      [stop("09:00:00", "13:00:00"), stop("10:00:00", "11:00:00")],
      "10:30:00",
      2,
      at("13:00:00"),
    ],
    [
      "a stop behind a gap does not count",
      [stop("10:00:00", "11:00:00"), stop("12:00:00")],
      "10:30:00",
      1,
      at("11:00:00"),
    ],
    [
      "without an end it never changes by itself",
      [stop("10:00:00"), stop("10:00:00", "11:00:00")],
      "10:30:00",
      2,
      undefined,
    ],
    [
      "a stop that ends before it starts is none",
      [stop("12:00:00", "11:00:00")],
      "10:00:00",
      0,
      undefined,
    ],
  ])("%s", (_, stops, now, inForce, changesAt) => {
    const outlook = stopOutlook(stops, at(now));

    expect(outlook.inForce).toHaveLength(inForce);
    expect(outlook.changesAt).toEqual(changesAt);
  });
});

describe("a lock", () => {
  const lock = {
    reason: 'payments: "down" # not a comment',
    owner: "maria",
    since: at("10:00:00"),
    until: at("18:00:00"),
    ticket: "INC-123",
    environments: ["prod-eu"],
  };

  test("is printed so that it can be read back", () => {
    expect(readLock(printLock(lock))).toEqual({
      ...lock,
      place: { file: ".gitops/lock.yaml", line: 1, column: 1 },
    });
  });

  test("is for the environments it names, or for all", () => {
    expect(locksOf(lock, "prod-eu")).toEqual([lock]);
    expect(locksOf(lock, "prod-us")).toEqual([]);
    expect(locksOf({ ...lock, environments: [] }, "prod-us")).toHaveLength(1);
    expect(locksOf(undefined, "prod-eu")).toEqual([]);
  });

  const good = "reason: r\nowner: o\nsince: 2026-03-04T10:00:00Z\nuntil: 2026-03-04T18:00:00Z\n";

  test.each([
    ["no end", good.replace(/until.*/, ""), 1, 'field "until" is missing'],
    ["an end before its start", good.replace("T18", "T09"), 4, "until does not come after since"],
    ["a time without an offset", good.replace("T10:00:00Z", "T10:00:00"), 3, "expected an instant"],
    [
      "a day that does not exist",
      good.replace("2026-03-04T10", "2026-02-30T10"),
      3,
      "expected an instant",
    ],
    [
      "an empty reason",
      good.replace("reason: r", 'reason: " "'),
      1,
      "expected a text that is not empty",
    ],
    ["an unknown field", `${good}envs: [prod]\n`, 5, 'field "envs" is not known'],
    ["two documents", `${good}---\na: b\n`, 6, "file has 2 documents"],
    ["nothing in it", "# lifted\n", undefined, "file has no documents"],
    ["a list", "- reason\n", 1, "expected a mapping"],
  ])("with %s is refused", (_, text, line, message) => {
    expect(() => readLock(text)).toThrow(
      expect.objectContaining({
        code: "lock-invalid",
        line,
        message: expect.stringContaining(message),
      }),
    );
  });

  test("names the field that a misspelt one means", () => {
    expect(() => readLock(good.replace("reason", "raeson"))).toThrow(
      expect.objectContaining({ hint: 'Write "reason".' }),
    );
  });
});

describe("a hold", () => {
  const hold = {
    app: "payments",
    environment: "prod-eu",
    reason: "rolled back",
    owner: "rollback",
    since: at("10:00:00"),
  };

  test("is printed so that it can be read back, without an end too", () => {
    const path = holdPath(hold);

    expect(path).toBe(".gitops/holds/prod-eu/payments.yaml");
    expect(readHold(printHold(hold), path)).toMatchObject({ ...hold, until: undefined });
  });

  test("is for one application in one environment", () => {
    expect(holdsOf([hold], { app: "payments", environment: "prod-eu" })).toEqual([hold]);
    expect(holdsOf([hold], { app: "payments", environment: "prod-us" })).toEqual([]);
  });

  test.each(["../lock", "a/b", ".hidden", "", "-x", "a\n"])("no path is made of %j", (app) => {
    expect(() => holdPath({ app, environment: "prod" })).toThrow(
      expect.objectContaining({ code: "hold-invalid" }),
    );
  });
});
