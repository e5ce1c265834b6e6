import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../project.ts";
import { kinds } from "./kinds.ts";

const rows = readFileSync(join(root, "test/fixtures/facts/sync-windows.jsonl"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));

describe("sync windows answer as the recorded controller", () => {
  test.each(rows)("$id $tag", (row) => {
    expect(kinds["sync-windows"]?.(row)).toEqual(row.answer);
  });

  test("an instant less than a millisecond after a boundary is not the boundary", () => {
    const window = { kind: "deny", schedule: "0 10 * * *", duration: "1h", applications: ["*"] };
    const question = { op: "canSync", now: "2026-03-04T10:00:00.000001Z", windows: [window] };

    expect(kinds["sync-windows"]?.({ question })).toMatchObject({ active: [true] });
  });
});
