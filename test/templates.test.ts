import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "@gitops-actions/tooling/project";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { describeWithRealPart } from "./support/real-parts.ts";

// The parser imports JSON without saying so, which bundlers take and Node does not.
const json = registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context),
});
const { NoOperationTraceWriter, parseWorkflow } = await import("@actions/workflow-parser");
json.deregister();

const folders = [".github/workflows", "workflows-templates"];
const files = folders.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".yml"))
    .map((name) => `${folder}/${name}`),
);
const run = promisify(execFile);

/** A job or a step, as far as it calls something. */
interface Call {
  readonly with?: Readonly<Record<string, string>>;
  readonly steps?: readonly Call[];
}

describe("GitHub's own parser", () => {
  test.each(files)("%s", (name) => {
    const content = readFileSync(join(root, name), "utf8");

    const { context } = parseWorkflow({ name, content }, new NoOperationTraceWriter());

    expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
  });

  test("finds what is wrong", () => {
    const content = "on: push\njobs:\n  a:\n    runs-on: x\n    stesp: []\n";

    const { context } = parseWorkflow({ name: "x.yml", content }, new NoOperationTraceWriter());

    expect(context.errors.getErrors()).not.toEqual([]);
  });
});

test.each([
  ["build", "certificate-issuer"],
  ["pipeline", "certificate-issuer"],
  ["build", "trusted-root"],
  ["promote", "trusted-root"],
  ["sweep", "trusted-root"],
  ["check-promotion", "trusted-root"],
  ["verify", "trusted-actors"],
])("%s.yml hands on %s", (name, input) => {
  const text = readFileSync(join(root, ".github/workflows", `${name}.yml`), "utf8");
  const { on, jobs } = parse(text);
  const calls = Object.values<Call>(jobs).flatMap((job) => [job, ...(job.steps ?? [])]);

  expect(on.workflow_call.inputs).toHaveProperty(input);
  expect(calls.map((call) => call.with?.[input])).toContain(`\${{ inputs.${input} }}`);
});

describeWithRealPart("actionlint", "actionlint", (actionlint) => {
  test("accepts every workflow; those in the self-repository form are newer than it", async () => {
    const known = files.filter((file) => !file.endsWith("-locked.yml"));

    await expect(run(actionlint, ["-no-color", ...known], { cwd: root })).resolves.toBeDefined();
  });
});

describeWithRealPart("zizmor", "zizmor", (zizmor) => {
  test("finds nothing but the exceptions that .github/zizmor.yml argues for", async () => {
    const args = ["--offline", "--no-progress", "--config", ".github/zizmor.yml", ...folders];

    await expect(run(zizmor, args, { cwd: root })).resolves.toBeDefined();
  });
});
