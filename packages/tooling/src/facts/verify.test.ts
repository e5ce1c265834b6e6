import { readFileSync } from "node:fs";
import { join } from "node:path";
import { trapsIn } from "@gitops-actions/core/expression";
import { describe, expect, test } from "vitest";
import { root } from "../project.ts";
import { kinds } from "./kinds.ts";

function rowsOf(kind: string) {
  const text = readFileSync(join(root, `test/fixtures/facts/${kind}.jsonl`), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe.each(["evaluate", "metric-sequence", "health", "kstatus"])("%s", (kind) => {
  test.each(rowsOf(kind))("$id $tag answers as the recorded controller", (row) => {
    expect(kinds[kind]?.(row)).toEqual(row.answer);
  });
});

test("what version 1.9 of the controller sees differently is found by the condition's shape", () => {
  const conditions = rowsOf("evaluate")
    .filter(({ older }) => older !== undefined)
    .map(({ question }) => question.successCondition);

  const missed = conditions.filter(
    (condition) => !trapsIn(condition).some(({ code }) => code === "older-controller"),
  );

  expect(conditions.length).toBeGreaterThan(5);
  expect(missed).toEqual([]);
});
