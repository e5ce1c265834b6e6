import { describe, expect, test } from "vitest";
import { lockedForm } from "./locked.ts";
import { propertyFaults } from "./properties.ts";
import { missingRights, rightsOf } from "./rights.ts";
import { faultsOf, type Suite } from "./rules.ts";
import { thirdParties } from "./third-party.ts";
import { parseWorkflow } from "./workflow.ts";

const callee = parseWorkflow(
  ".github/workflows/promote.yml",
  `on:
  workflow_call:
    inputs: { app: { type: string, required: true }, environment: { type: string } }
    secrets: { KEY: { required: false } }
permissions: {}
jobs:
  promote:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read # why
    steps: []
`,
);

const suite: Suite = {
  actions: new Map([
    ["promote", { inputs: { app: { required: true }, mode: {} }, outputs: { decision: {} } }],
  ]),
  workflows: new Map([["promote.yml", callee]]),
};

function messages(text: string): string[] {
  return faultsOf(parseWorkflow("x.yml", text), suite).map(
    ({ place, message }) => `${place}: ${message}`,
  );
}

const step = (text: string, rights = "{}"): string => `on: push
permissions: {}
jobs:
  one:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions: ${rights}
    steps:
      - ${text}
`;

const caller = (text: string, rights = "{ contents: read }"): string => `on: push
permissions: {}
jobs:
  one:
    uses: org/gitops-actions/.github/workflows/promote.yml@v1
    permissions: ${rights}
    ${text}
`;

const withApp = "app-client-id: x";

describe("a workflow is told", () => {
  test.each([
    [
      "an input that is not there",
      step("{ uses: org/gitops-actions/promote@v1, with: { app: a, ap: b, app-client-id: x } }"),
      /no "ap"; it has app, mode/,
    ],
    [
      "a required input that is not given",
      step("{ uses: $/promote, with: { mode: check } }", "{ contents: read }"),
      /promote needs "app"/,
    ],
    [
      "a right that is missing",
      step("{ uses: $/promote, with: { app: a, mode: check } }"),
      /promote needs contents: read/,
    ],
    [
      "an action that is not ours",
      step("{ uses: org/gitops-actions/promot@v1 }"),
      /no action "promot"/,
    ],
    ["a pin that can move", step("{ uses: actions/checkout@v5 }"), /not pinned/],
    [
      "a pin to another commit than the one we know",
      step(`{ uses: actions/checkout@${"a".repeat(40)} }`),
      /not pinned to what .*third-party.ts says: [0-9a-f]{40} # v[\d.]+; change/,
    ],
    [
      "an action of somebody we do not know",
      step(`{ uses: acme/deploy/now@${"a".repeat(40)} }`),
      /read what acme\/deploy does, then write who it is into .*third-party.ts and run "npm run gen"/,
    ],
    [
      "a pin that does not tell its version",
      step(`uses: actions/checkout@${thirdParties.get("actions/checkout")?.commit} # v5`),
      /line \d+: expected "# v[\d.]+" behind the pin/,
    ],
    [
      "an expression in a script",
      step(`{ run: "echo \${{ github.head_ref }}" }`),
      /hand it over by env/,
    ],
    [
      "a called workflow that is not there",
      caller("with: { app: a }").replace("promote.yml", "promot.yml"),
      /no callable workflow "promot.yml"/,
    ],
    [
      "an input that a called workflow has not",
      caller("with: { app: a, tag: b }"),
      /promote.yml has no "tag"/,
    ],
    [
      "an input that a called workflow needs",
      caller("with: { environment: b }"),
      /promote.yml needs "app"/,
    ],
    [
      "a secret that a called workflow has not",
      caller("with: { app: a }\n    secrets: { TOKEN: t }"),
      /has no "TOKEN"/,
    ],
    [
      "secrets handed over wholesale",
      caller("with: { app: a }\n    secrets: inherit"),
      /name those it needs/,
    ],
    [
      "rights that a called workflow lacks",
      caller("with: { app: a }", "{}"),
      /\.permissions: promote.yml needs contents: read/,
    ],
    [
      "permissions that nobody stated",
      caller("with: { app: a }").replace("permissions: {}\n", ""),
      /missing at the top/,
    ],
    [
      "permissions for everything",
      caller("with: { app: a }").replace("permissions: {}", "permissions: write-all"),
      /too wide/,
    ],
    [
      "a right without a reason",
      `${step("{ run: ls }")}    # in a map of its own line\n  two:\n    timeout-minutes: 5\n    permissions:\n      contents: read\n    steps: []\n`,
      /line \d+: "contents: read" has no reason/,
    ],
    [
      "a write that can be cut off",
      `${caller("with: { app: a }")}concurrency: { group: x, cancel-in-progress: true }\n`,
      /must not be cut off/,
    ],
    [
      "a group of a job that can be cut off",
      caller("concurrency: x\n    with: { app: a }"),
      /must not be cut off/,
    ],
    [
      "the trigger that mixes secrets and strangers",
      caller("with: { app: a }").replace("on: push", "on: pull_request_target"),
      /strangers/,
    ],
    [
      "a job without an end",
      step("{ run: ls }").replace("    timeout-minutes: 5\n", ""),
      /timeout-minutes is missing/,
    ],
    [
      "an output that its action has not",
      step(
        `{ id: p, uses: $/promote, with: { app: a, ${withApp} } }\n      - { run: ls, env: { A: "\${{ steps.p.outputs.decison }}" } }`,
      ),
      /no such output/,
    ],
  ])("%s", (_, text, expected) => {
    expect(messages(text).join("\n")).toMatch(expected);
  });

  test("what the job's own token needs without an App", () => {
    const text = step("{ uses: org/gitops-actions/promote@v1, with: { app: a } }");

    expect(messages(text)).toContain("jobs.one.steps[0]: promote needs contents: write");
  });

  test("nothing when all is well", () => {
    expect(messages(caller("with: { app: a }\n    secrets: { KEY: t }"))).toEqual([]);
    expect(
      messages(
        step(
          "{ uses: $/promote, with: { app: a, mode: check } }",
          "{ contents: read, pull-requests: read, statuses: read, checks: read, deployments: read }",
        ),
      ),
    ).toEqual([]);
  });
});

test.each([
  [{ contents: "read" }, { contents: "write" }, ["contents: write"]],
  [{ contents: "write" }, { contents: "read" }, []],
  [{}, { statuses: "read", checks: "read" }, ["statuses: read", "checks: read"]],
])("granted %j, wanted %j: missing %j", (granted, wanted, missing) => {
  expect(missingRights(granted, wanted)).toEqual(missing);
});

test.each([
  ["oidc-login", {}, { "id-token": "write" }],
  ["oidc-login", { mode: "check" }, {}],
  ["build-and-scan", { scanner: "none" }, {}],
  ["build-and-scan", {}, { "id-token": "write" }],
  ["doctor", { "app-client-id": "x" }, { contents: "read", actions: "read" }],
  ["update-overlay", { "app-client-id": "x" }, {}],
  ["update-overlay", {}, { contents: "write" }],
  ["verify-canary", {}, { contents: "read", deployments: "write", statuses: "write" }],
])("%s with %j needs %j", (action, inputs, rights) => {
  expect(rightsOf(action, inputs)).toEqual(rights);
});

test("the locked form calls itself, expects itself as signer, and queues where the source says so", () => {
  const text = `signer-workflow:
  default: org/gitops-actions/.github/workflows/build.yml
concurrency:
  group: x
  cancel-in-progress: false
  # queue: max
jobs:
  a:
    uses: org/gitops-actions/.github/workflows/build.yml@v1
  b:
    steps:
      - uses: org/gitops-actions/promote@v1
      - uses: actions/checkout@v5
`;

  expect(
    lockedForm("x.yml", text),
  ).toBe(`# Generated from x.yml by \`npm run gen\`. Do not edit. For github.com, runner 2.336 or newer.
signer-workflow:
  default: org/gitops-actions/.github/workflows/build-locked.yml
concurrency:
  group: x
  cancel-in-progress: false
  queue: max
jobs:
  a:
    uses: $/.github/workflows/build-locked.yml
  b:
    steps:
      - uses: $/promote
      - uses: actions/checkout@v5
`);
});

test.each([
  ["no file", undefined, ["file: is missing"]],
  [
    "a word missing",
    '{"name":"a","description":"b","categories":["c"],"filePatterns":["d"]}',
    ["iconName: expected a text"],
  ],
  [
    "an unknown key",
    '{"name":"a","description":"b","iconName":"i","categories":["c"],"filePatterns":["d"],"tags":[]}',
    ["tags: is not known; expected name, description, iconName, categories, filePatterns"],
  ],
  [
    "all well",
    '{"name":"a","description":"b","iconName":"i","categories":["c"],"filePatterns":["d"]}',
    [],
  ],
])("properties with %s", (_, text, expected) => {
  expect(propertyFaults("x.yml", text).map(({ place, message }) => `${place}: ${message}`)).toEqual(
    expected,
  );
});
