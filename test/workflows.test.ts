import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@gitops-actions/tooling/project";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

const folder = join(root, ".github/workflows");

function stepsOf(file: string): readonly Step[] {
  const { jobs } = parse(readFileSync(join(folder, file), "utf8"));
  return Object.values<{ readonly steps?: readonly Step[] }>(jobs).flatMap(
    ({ steps }) => steps ?? [],
  );
}

const steps = readdirSync(folder).flatMap((file) =>
  stepsOf(file).map((step) => ({ file, ...step })),
);
const ours = steps.filter(({ uses }) => uses?.startsWith("$/actions/"));

describe("a workflow that calls our actions", () => {
  test.each(ours)(
    "$file gives $uses what it declares and needs",
    ({ uses = "", with: given = {} }) => {
      const { inputs } = parse(readFileSync(join(root, uses.slice(2), "action.yml"), "utf8"));
      const needed = Object.keys(inputs).filter((name) => inputs[name].required);

      expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
      expect(Object.keys(given)).toEqual(expect.arrayContaining(needed));
    },
  );

  test("there is one", () => {
    expect(ours.length).toBeGreaterThan(0);
  });
});

test("the actions of others are pinned to a commit", () => {
  const others = steps.flatMap(({ uses }) => (uses && !/^[$.]\//.test(uses) ? [uses] : []));

  expect(others.filter((uses) => !/@[0-9a-f]{40}$/.test(uses))).toEqual([]);
});
