import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../project.ts";
import { answerEditCase } from "./edit-cases.ts";

const rows = readFileSync(join(root, "test/fixtures/facts/edit-cases.jsonl"), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));

describe("edit-cases", () => {
  test.each(rows)("$id", (row) => {
    const { expected, error } = row;

    expect(answerEditCase(row)).toEqual(error === undefined ? { expected } : { error });
  });
});
