import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listWorkspace } from "@gitops-actions/adapters/workspace";
import { gitops } from "@gitops-actions/cli/gitops";
import { writeTree } from "@gitops-actions/tooling/release/publish";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { LocalGitHub } from "../support/github/index.ts";
import { build, makeWorld, promote, updateOverlay, verify } from "../support/journey.ts";

/** A repository as somebody has it before: its files for an app in an environment. */
type Existing = (environment: string) => Readonly<Record<string, string>>;

const kustomization = (app: string): string =>
  `resources: [../../base]\nimages:\n  - name: ${app}\n    newName: ghcr.io/acme/${app}\n    newTag: sha-0000000\n`;
const values = "image:\n  repository: ghcr.io/acme/checkout\n  tag: sha-0000000\nreplicaCount: 2\n";
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: checkout }
spec:
  template:
    spec:
      containers:
        - name: app
          image: ghcr.io/acme/checkout:sha-0000000
`;
const helmRelease = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: checkout }
spec:
  values:
    image:
      repository: ghcr.io/acme/checkout
      tag: sha-0000000
`;

const layouts: readonly (readonly [string, string, Existing])[] = [
  [
    "kustomize, many apps",
    "checkout",
    (env) => ({ [`apps/checkout/overlays/${env}/kustomization.yaml`]: kustomization("checkout") }),
  ],
  [
    "kustomize, one app",
    "gitops",
    (env) => ({ [`k8s/overlays/${env}/kustomization.yaml`]: kustomization("gitops") }),
  ],
  [
    "Helm, a chart and values",
    "checkout",
    (env) => ({ [`charts/checkout/values-${env}.yaml`]: values }),
  ],
  [
    "Helm, values in layers",
    "checkout",
    (env) => ({
      [`charts/checkout/values-${env}.yaml`]: "image:\n  tag: sha-0000000\n",
      "charts/checkout/values.yaml": "image:\n  repository: ghcr.io/acme/checkout\n",
    }),
  ],
  [
    "values by environment",
    "checkout",
    (env) => ({ [`environments/${env}/checkout/values.yaml`]: values }),
  ],
  [
    "plain manifests",
    "checkout",
    (env) => ({ [`environments/${env}/apps/checkout.yaml`]: deployment }),
  ],
  [
    "kustomize, the workload in the overlay",
    "checkout",
    (env) => ({
      [`apps/checkout/overlays/${env}/deployment.yaml`]: deployment,
      [`apps/checkout/overlays/${env}/kustomization.yaml`]: "resources: [deployment.yaml]\n",
    }),
  ],
  [
    "Flux, with a kustomization",
    "checkout",
    (env) => ({
      [`clusters/${env}/checkout/release.yaml`]: helmRelease,
      [`clusters/${env}/checkout/kustomization.yaml`]: "resources: [release.yaml]\n",
    }),
  ],
  ["Flux", "checkout", (env) => ({ [`clusters/${env}/checkout/helmrelease.yaml`]: helmRelease })],
];

let github: LocalGitHub;
let folder: string;

beforeEach(async () => {
  github = await LocalGitHub.start();
  folder = mkdtempSync(join(tmpdir(), "newcomer-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await github[Symbol.asyncDispose]();
});

test.each(layouts)("%s: init, a build in dev, verified, a promotion", async (_, app, existing) => {
  const copy = join(folder, "gitops");
  const before = ["dev", "staging", "prod"].flatMap((name) => Object.entries(existing(name)));
  writeTree(new Map(before.map(([path, text]) => [path, Buffer.from(text)])), copy);
  let said = "";
  const screen = {
    write: (more: string) => (said += more),
    paint: (_style: unknown, plain: string) => plain,
    width: undefined,
  };
  const cli = (...words: string[]): Promise<void> =>
    gitops([...words, "--repo", copy], { screen, now: github.clock.now(), env: {} });
  await cli("init", "--write", "--deploy-app", "deploy-bot");
  await cli("doctor");
  expect(said).toMatch(/gitops: 0 errors, 1 warning,/);
  expect(said).toContain("warning there is no CODEOWNERS");

  const files = Object.fromEntries(
    listWorkspace(copy).map((path) => [path, readFileSync(join(copy, path), "utf8")]),
  );
  const { jobs } = parse(files[".github/workflows/verify.yml"] ?? "");
  expect(jobs.verify.strategy.matrix.include).toEqual([
    { environment: "dev", apps: `${app}\n` },
    { environment: "staging", apps: `${app}\n` },
  ]);
  const world = await makeWorld(github, { apps: [], files });
  const deployed = await updateOverlay(world, { app, image: build(app, "sha-1111111") });
  expect(deployed.outputs, deployed.stdout).toMatchObject({ operation: "committed" });
  await verify(world, { app, environment: "dev", tag: "sha-1111111" });
  const promoted = await promote(world, { app, environment: "staging" });

  expect(promoted.outputs, promoted.stdout).toMatchObject({
    operation: "created",
    decision: "wait",
  });
  const [pull] = world.gitops.pulls;
  expect(pull?.title).toBe(`promote(${app}): staging <- sha-1111111`);
  const [changed = ""] = Object.keys(existing("staging"));
  expect(await world.gitops.file(changed, pull?.head)).toContain("sha-1111111");
  expect(promoted.summary).toContain("30m");
});
