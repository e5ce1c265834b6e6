import { describe, expect, test } from "vitest";
import { lastWriter, type TrustedCommit, writersSince } from "./monotonic.ts";

const slot = { app: "checkout", environment: "dev" };
const run = { repository: "acme/checkout", workflow: "ci", number: 10, attempt: 1, url: "" };

function commit(
  number: number,
  entry: Partial<{ app: string; environment: string; workflow: string }> = {},
): TrustedCommit {
  const { workflow = "ci", ...where } = entry;
  return {
    oid: `c${number}`,
    url: "",
    recorded: [{ ...slot, image: "x:y", ...where, run: { workflow, number, attempt: 1 } }],
  };
}

describe("lastWriter", () => {
  test.each<[string, TrustedCommit[], string]>([
    ["no commits tell nothing", [], "unknown"],
    ["a newer run wins", [commit(11)], "newer"],
    ["an older run does not", [commit(9)], "older"],
    ["the newest commit decides", [commit(9), commit(11)], "older"],
    ["another app tells nothing", [commit(11, { app: "cart" })], "unknown"],
    ["another environment tells nothing", [commit(11, { environment: "prod" })], "unknown"],
    ["another workflow tells nothing", [commit(11, { workflow: "nightly" })], "unknown"],
  ])("%s", (_, commits, kind) => {
    expect(lastWriter(slot, run, commits).kind).toBe(kind);
  });
});

describe("writersSince", () => {
  const now = new Date("2026-11-21T12:00:00Z");

  test.each<[string, Record<string, unknown>, string]>([
    [
      "a push event's seconds",
      { repository: { pushed_at: Date.parse("2026-11-21T11:30:00Z") / 1000 } },
      "2026-11-21T11:20:00.000Z",
    ],
    [
      "other events' ISO text",
      { repository: { pushed_at: "2026-11-20T12:00:00Z" } },
      "2026-11-20T11:50:00.000Z",
    ],
    ["no event: as long as a run can live", {}, "2026-09-17T12:00:00.000Z"],
    [
      "a push long ago: as long as a run can live",
      { repository: { pushed_at: "2020-01-01T00:00:00Z" } },
      "2026-09-17T12:00:00.000Z",
    ],
    [
      "a push in the future is not believed",
      { repository: { pushed_at: "2027-01-01T00:00:00Z" } },
      "2026-09-17T12:00:00.000Z",
    ],
    [
      "garbage is not believed",
      { repository: { pushed_at: "yesterday" } },
      "2026-09-17T12:00:00.000Z",
    ],
  ])("%s", (_, event, since) => {
    expect(writersSince(event, now).toISOString()).toBe(since);
  });
});
