import { describe, expect, test } from "vitest";
import { examineFiles } from "./examine.ts";

const now = new Date("2026-11-21T10:00:00Z");
const overlay = "images: [{ name: cart, newTag: v1 }]\n";
const base: Readonly<Record<string, string>> = {
  ".github/CODEOWNERS": "* @acme/platform\n",
  ".gitops/promotion.yaml": `version: 1
layout: apps/{app}/overlays/{env}
environments:
  dev: { delivery: commit }
  staging: { from: dev, gates: { approvals: { count: 1 } } }
apps:
  cart: { repository: acme/cart }
`,
  "apps/cart/overlays/dev/kustomization.yaml": overlay,
  "apps/cart/overlays/staging/kustomization.yaml": overlay,
};
const deployment = "kind: Deployment\nmetadata: { name: cart }\nspec:\n  replicas: 3\n";
const scaler = (kind: string, target: string): string =>
  `kind: ${kind}\nspec:\n  scaleTargetRef: ${target}\n`;

function examine(more: Readonly<Record<string, string>>, unread: Record<string, string> = {}) {
  const texts = new Map(Object.entries({ ...base, ...more }));
  for (const path of Object.keys(unread)) texts.delete(path);
  const paths = [...texts.keys(), ...Object.keys(unread)];
  const files = { paths, texts, unread: new Map(Object.entries(unread)) };
  return examineFiles(files, { onlyApp: "gitops", configPath: ".gitops/promotion.yaml", now });
}

/** What is found, a line each. */
function found(more: Readonly<Record<string, string>>, unread?: Record<string, string>) {
  return examine(more, unread).findings.map(({ severity, place, message }) => {
    const at = place?.file === undefined ? "" : `${place.file}:${place.line ?? ""} `;
    return `${severity} ${at}${message}`;
  });
}

/** A workflow with one job that has one step. */
const step = (uses: string, inputs: string, more = ""): Readonly<Record<string, string>> => ({
  ".github/workflows/own.yml": `on: push\njobs:\n  a:\n    ${more}\n    steps:\n      - uses: ${uses}\n        with: ${inputs}\n`,
});

test("nothing is found in a repository in order", () => {
  expect(found({})).toEqual([]);
});

describe("one thing is found", () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    [
      "replicas that an autoscaler owns",
      {
        "apps/cart/base/deployment.yaml": deployment,
        "apps/cart/base/hpa.yaml": scaler(
          "HorizontalPodAutoscaler",
          "{ kind: Deployment, name: cart }",
        ),
      },
      "warning apps/cart/base/deployment.yaml:4 Deployment cart states replicas, which the autoscaler in apps/cart/base/hpa.yaml owns",
    ],
    [
      "replicas that KEDA owns",
      {
        "apps/cart/base/deployment.yaml": deployment,
        "apps/cart/base/keda.yaml": scaler("ScaledObject", "{ name: cart }"),
      },
      "warning apps/cart/base/deployment.yaml:4 Deployment cart states replicas",
    ],
    [
      "replicas of a kustomization",
      {
        "apps/cart/base/hpa.yaml": scaler(
          "HorizontalPodAutoscaler",
          "{ kind: Rollout, name: cart }",
        ),
        "apps/cart/base/kustomization.yaml": "replicas:\n- name: cart\n  count: 3\n",
      },
      "warning apps/cart/base/kustomization.yaml:2 workload cart states replicas",
    ],
    [
      "parameters that win over manifests",
      { "apps/cart/.argocd-source-cart.yaml": "kustomize: {}\n" },
      "error apps/cart/.argocd-source-cart.yaml: Argo CD takes images from here",
    ],
    [
      "a hold that does not hold",
      { ".gitops/holds/staging/cart.yaml": "until: tomorrow\n" },
      "error .gitops/holds/staging/cart.yaml:",
    ],
    [
      "a config that does not hold",
      { ".gitops/promotion.yaml": "version: 2\n" },
      "error .gitops/promotion.yaml:1 ",
    ],
    [
      "a workflow that cannot be read",
      { ".github/workflows/own.yml": "on: push\njobs: [\n" },
      "error .github/workflows/own.yml:3 GitHub cannot run this workflow: not valid YAML",
    ],
    [
      "a workflow that is none",
      { ".github/workflows/own.yml": "on: push\njobs:\n  a: { steps: 3 }\n" },
      "error .github/workflows/own.yml:3 GitHub cannot run this workflow: jobs.a.steps is 3; expected a list",
    ],
    [
      "an App's key on any branch",
      step("acme/suite/promote@v1", "{ app-client-id: x, app-private-key: y }"),
      "warning .github/workflows/own.yml:6 this job has no environment",
    ],
    [
      "a token that may be a person's",
      step("acme/suite/promote@v1", `{ github-token: "$\{{ secrets.PAT }}" }`),
      "notice .github/workflows/own.yml:6 promote is given a token by name",
    ],
    [
      "records that count for nothing",
      step("acme/suite/verify-canary@v1", "{ app: cart }"),
      "error .github/workflows/own.yml:6 verify-canary writes with the workflow's own token, which any workflow has: staging trusts an App only",
    ],
    [
      "an alias to itself",
      {
        "apps/cart/base/hpa.yaml":
          "kind: HorizontalPodAutoscaler\nspec: &a\n  scaleTargetRef: *a\n  replicas: [\n",
      },
      "notice apps/cart/base/hpa.yaml:5 was not looked at for replicas",
    ],
    [
      "a manifest too deep to parse",
      { "apps/cart/base/deep.yaml": `replicas: ${"[".repeat(50_000)}` },
      "notice apps/cart/base/deep.yaml:1 was not looked at for replicas",
    ],
    [
      "a manifest that is too large",
      { "apps/cart/base/large.yaml": `replicas: "${"x".repeat(1_100_000)}"` },
      "notice apps/cart/base/large.yaml: was not looked at for replicas that an autoscaler owns: file has 1100012 characters",
    ],
  ])("%s", (_, files, expected) => {
    const lines = found(files);

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(expected);
  });
});

test("an app's own token is told of twice: it wakes nothing, and counts for nothing", () => {
  expect(found(step("acme/suite/promote@v1", "{ app: cart }"))).toEqual([
    expect.stringContaining("promote writes with the workflow's own token"),
    expect.stringContaining("start no checks until somebody approves"),
  ]);
});

describe("nothing is found", () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    [
      "of an autoscaler of another app",
      {
        "apps/cart/base/deployment.yaml": deployment,
        "apps/search/base/hpa.yaml": scaler(
          "HorizontalPodAutoscaler",
          "{ kind: Deployment, name: cart }",
        ),
      },
    ],
    ["of replicas without an autoscaler", { "apps/cart/base/deployment.yaml": deployment }],
    [
      "of a template of Helm's",
      {
        "charts/cart/templates/hpa.yaml":
          "{{- if .Values.hpa }}\nkind: HorizontalPodAutoscaler\n{{ end }}",
      },
    ],
    [
      "of aliases that would multiply",
      {
        "apps/cart/base/bomb.yaml": `kind: Deployment\na: &a [x, x, x, x, x, x, x, x, x, x]\n${[
          ..."bcdefghij",
        ]
          .map((name, index) => `${name}: &${name} [${`*${"abcdefghi"[index]}, `.repeat(10)}]\n`)
          .join("")}spec: { replicas: *j }\n`,
      },
    ],
    [
      "of an App's key in an environment",
      step("acme/suite/promote@v1", "{ app-client-id: x }", "environment: { name: gitops-deploy }"),
    ],
    [
      "of an environment that is an expression",
      step("acme/suite/promote@v1", "{ app-client-id: x }", `environment: $\{{ vars.E }}`),
    ],
    ["of a step that only reads", step("acme/suite/promote@v1", "{ mode: check }")],
    ["of a step of somebody else's", step("acme/suite/deploy@v1", "{ app: cart }")],
    ["of an image that is run", step("docker://alpine", "{ app: cart }")],
    [
      "of what the suite's callable workflows do",
      {
        ".github/workflows/own.yml":
          "on:\n  push:\njobs:\n  a: { uses: acme/suite/.github/workflows/sweep-locked.yml@v1 }\n",
      },
    ],
  ])("%s", (_, files) => {
    expect(found(files)).toEqual([]);
  });
});

test("all that is wrong is told, though policy files do not hold", () => {
  const lines = found({
    ".gitops/holds/staging/cart.yaml": "until: tomorrow\n",
    ".gitops/lock.yaml": "[",
    ".github/CODEOWNERS": "* nobody\n",
    "apps/cart/overlays/dev/kustomization.yaml": "images: [",
  });

  expect(lines.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    "error .gitops/lock.yaml:1",
    "error .gitops/holds/staging/cart.yaml:1",
    "error apps/cart/overlays/dev/kustomization.yaml:1",
    "error .github/CODEOWNERS:1",
    "error .github/CODEOWNERS:",
    "error .github/CODEOWNERS:",
    "error .github/CODEOWNERS:",
    "warning .github/CODEOWNERS:",
  ]);
});

test("files that could not be read are named, and CODEOWNERS among them means that nobody owns anything", () => {
  const lines = found({}, { ".github/CODEOWNERS": "it has 4000000 bytes", "x.yaml": "not UTF-8" });

  expect(lines).toEqual([
    "error .github/CODEOWNERS: GitHub takes no owners from it: it has 4000000 bytes",
    "warning x.yaml: was not looked into: not UTF-8",
  ]);
});

test("a config that could not be read is not taken for none", () => {
  const lines = found({}, { ".gitops/promotion.yaml": "the file is not UTF-8 text" });

  expect(lines).toEqual([
    "error .gitops/promotion.yaml: the policy cannot be read: the file is not UTF-8 text",
  ]);
});

test("asks about the environments that hold the key, and about a branch as promotions have it", () => {
  const call = (workflow: string, inputs: string): string =>
    `{ uses: acme/suite/.github/workflows/${workflow}.yml@v1, with: ${inputs} }`;
  const jobs = [
    call("promote", "{}"),
    call("verify", "{ github-environment: verifier }"),
    call("sweep", `{ github-environment: "$\{{ vars.E }}" }`),
  ];
  const { question } = examine({
    ".github/workflows/a.yml": `on: push\njobs:\n${jobs.map((job, index) => `  j${index}: ${job}\n`).join("")}`,
  });

  expect(question).toEqual({
    environments: ["gitops-deploy", "verifier"],
    promotionBranch: "promote/cart-staging-v1",
  });
});
