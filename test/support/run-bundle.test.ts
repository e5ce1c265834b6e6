import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runBundle } from "./run-bundle.ts";

const action = `
inputs:
  app name: { default: checkout }
  github-token: { default: "\${{ github.token }}" }
  optional: {}
  on: { default: true }
runs: { using: node24, main: dist/index.js, post: dist/post.js }
`;

const echo = `
const { appendFileSync, readdirSync } = require("node:fs");
appendFileSync(process.env.GITHUB_OUTPUT, "environment<<EOF\\n" + JSON.stringify(process.env) + "\\nEOF\\nplain=1=2\\n");
appendFileSync(process.env.GITHUB_STATE, "token=t\\n");
appendFileSync(process.env.GITHUB_ENV, "KUBECONFIG=/k\\n");
appendFileSync(process.env.GITHUB_PATH, "/opt/bin\\n");
appendFileSync(process.env.GITHUB_STEP_SUMMARY, "## Done\\n");
console.log("::group::Reading");
console.log("::add-mask::s3cret");
console.log("::error file=a%2Cb.yaml,line=3,title=Bad%3A tag::two%0Alines, 100%25");
console.log("::stop-commands::pause");
console.log("::warning::not a command");
console.log("::pause::");
console.log("::notice::again");
console.log("cwd " + readdirSync(".").length);
process.exitCode = 3;
`;

const folder = mkdtempSync(join(tmpdir(), "action-"));
mkdirSync(join(folder, "dist"));
writeFileSync(join(folder, "action.yml"), action);
writeFileSync(join(folder, "dist/index.js"), echo);
writeFileSync(join(folder, "dist/post.js"), `console.log("post " + process.env.STATE_token);`);
afterAll(() => rmSync(folder, { recursive: true }));

test("an action sees inputs, defaults and the runner's variables, and nothing of this machine", async () => {
  process.env["LEAKED"] = "yes";
  const run = await runBundle(folder, {
    with: { "github-token": "ghs_given" },
    env: { EXTRA: "1" },
    context: { runNumber: "42", repository: "acme/shop" },
    event: { name: "workflow_dispatch", payload: { inputs: {} } },
  });

  const environment = JSON.parse(run.outputs["environment"] ?? "");
  expect(environment).toMatchObject({
    INPUT_APP_NAME: "checkout",
    "INPUT_GITHUB-TOKEN": "ghs_given",
    INPUT_ON: "true",
    GITHUB_REPOSITORY: "acme/shop",
    GITHUB_REPOSITORY_OWNER: "acme",
    GITHUB_RUN_NUMBER: "42",
    GITHUB_EVENT_NAME: "workflow_dispatch",
    EXTRA: "1",
  });
  expect(environment).not.toHaveProperty("INPUT_OPTIONAL");
  expect(environment).not.toHaveProperty("LEAKED");
  expect(environment.HOME).not.toBe(process.env["HOME"]);
});

test("a default may be an expression of the github context", async () => {
  const run = await runBundle(folder, { context: { token: "ghs_run" } });

  expect(JSON.parse(run.outputs["environment"] ?? "")["INPUT_GITHUB-TOKEN"]).toBe("ghs_run");
});

test("everything an action says comes back parsed", async () => {
  const run = await runBundle(folder);

  expect(run).toMatchObject({
    exitCode: 3,
    outputs: { plain: "1=2" },
    state: { token: "t" },
    env: { KUBECONFIG: "/k" },
    path: ["/opt/bin"],
    summary: "## Done\n",
    masks: ["s3cret"],
    groups: ["Reading"],
    annotations: [
      {
        level: "error",
        file: "a,b.yaml",
        line: "3",
        title: "Bad: tag",
        message: "two\nlines, 100%",
      },
      { level: "notice", message: "again" },
    ],
  });
  expect(run.stdout).toContain("cwd 0");
});

test("the post phase gets what main saved", async () => {
  const { state } = await runBundle(folder);

  const post = await runBundle(folder, { phase: "post", state });

  expect(post.stdout).toBe("post t\n");
});

test("an input that action.yml does not declare is a mistake of the test", async () => {
  await expect(runBundle(folder, { with: { typo: "1" } })).rejects.toThrow(
    'declares no input "typo"',
  );
});

test("cancelling sends SIGINT first", async () => {
  writeFileSync(
    join(folder, "dist/post.js"),
    `process.on("SIGINT", () => { console.log("stopped"); process.exit(130); });
     setInterval(() => {}, 1000);
     console.log("::notice::ready");
     require("node:fs").writeFileSync(process.env.GITHUB_WORKSPACE + "/ready", "");`,
  );
  const cwd = mkdtempSync(join(tmpdir(), "workspace-"));
  const abort = new AbortController();
  const running = runBundle(folder, { phase: "post", cwd, signal: abort.signal });
  await expect.poll(() => readyIn(cwd)).toBe(true);

  abort.abort();
  const run = await running;

  expect(run.exitCode).toBe(130);
  expect(run.stdout).toContain("stopped");
  rmSync(cwd, { recursive: true });
});

function readyIn(cwd: string): boolean {
  return readdirSync(cwd).includes("ready");
}
