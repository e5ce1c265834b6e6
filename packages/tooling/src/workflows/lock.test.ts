import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { root } from "../project.ts";
import { LOCK, lockOf } from "./lock.ts";
import { thirdParties } from "./third-party.ts";
import { parseWorkflow, readWorkflows, WORKFLOWS, type Workflow } from "./workflow.ts";

interface Lock {
  readonly version: string;
  readonly workflows: Readonly<Record<string, readonly string[]>>;
  readonly dependencies: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The pin of an action that we know, as a lock names it. */
function pin(name: string): string {
  return `${name}@${thirdParties.get(name)?.commit}`;
}

function using(file: string, ...uses: string[]): Workflow {
  const steps = uses.map((one) => `{ uses: "${one}" }`).join(", ");
  return parseWorkflow(file, `on: push\njobs: { a: { steps: [${steps}] } }\n`);
}

function lock(...workflows: Workflow[]): Lock {
  return parse(lockOf(workflows));
}

describe("the lock of this repository", () => {
  const whole: Lock = parse(readFileSync(join(root, LOCK), "utf8"));
  const { version, workflows, dependencies, ...rest } = whole;
  const lockable = readWorkflows(WORKFLOWS).filter(
    ({ file, call }) => call === undefined || file.endsWith("-locked.yml"),
  );

  test("is of the schema's version 0.0.3", () => {
    expect(version).toBe("v0.0.3");
    expect(rest).toEqual({});
  });

  test("has every workflow that does not use the suite by its tag", () => {
    expect(Object.keys(workflows)).toEqual(lockable.map(({ file }) => file));
  });

  test.each(lockable.map(({ file, text }) => [file, text] as const))(
    "has exactly what %s uses",
    (file, text) => {
      const used = [...text.matchAll(/uses: ([\w-]+\/[\w-]+)[\w/-]*@([0-9a-f]{40})/g)];
      const pins = new Set(used.map(([, name, commit]) => `${name}@${commit}`));

      expect(workflows[file]).toEqual([...pins].sort());
    },
  );

  test("has no entry that nothing uses, and none is missing", () => {
    expect(Object.keys(dependencies)).toEqual([...new Set(Object.values(workflows).flat())].sort());
  });

  test.each(Object.entries(dependencies))("knows who %s is", (key, entry) => {
    expect(key).toMatch(/^[^/@:]+\/[^/@:]+@[^:]+$/);
    expect(entry).toEqual({
      ref: expect.stringMatching(/^v\d+\.\d+\.\d+$/),
      commit: `sha1-${key.replace(/.*@/, "")}`,
      owner_id: expect.any(Number),
      repo_id: expect.any(Number),
    });
  });
});

describe("a workflow", () => {
  const checkout = pin("actions/checkout");

  test("that uses a thing twice, or parts of it, has it once", () => {
    const { workflows, dependencies } = lock(
      using("x.yml", checkout, checkout.replace("@", "/part@")),
    );

    expect(workflows).toEqual({ "x.yml": [checkout] });
    expect(Object.keys(dependencies)).toEqual([checkout]);
  });

  test("that uses nothing of others is locked all the same", () => {
    expect(lock(using("x.yml", "$/promote")).workflows).toEqual({ "x.yml": [] });
  });

  test("that names the suite by its tag is left out", () => {
    const classic = using("x.yml", "org/gitops-actions/promote@v1", pin("docker/login-action"));

    const { workflows, dependencies } = lock(classic, using("y.yml", checkout));

    expect(workflows).toEqual({ "y.yml": [checkout] });
    expect(Object.keys(dependencies)).toEqual([checkout]);
  });

  test("that uses somebody unknown is refused, and told what to do", () => {
    expect(() => lock(using("x.yml", `acme/deploy@${"a".repeat(40)}`))).toThrow(
      /^x.yml: "acme\/deploy@a+" is of nobody we know; read what acme\/deploy does, then write who it is into .*third-party.ts/,
    );
  });

  test("that pins another commit than the one we know is refused", () => {
    expect(() => lock(using("x.yml", "actions/checkout@v5"))).toThrow("is not pinned to what");
  });
});
