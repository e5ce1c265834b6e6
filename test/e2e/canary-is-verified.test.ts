import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  application,
  clusterInputs,
  deployment,
  verifierToken,
  verifyCanary,
} from "../support/canary.ts";
import { LocalGitHub } from "../support/github/index.ts";
import { build, makeWorld, updateOverlay, type World } from "../support/journey.ts";
import { LocalKubernetes } from "../support/kubernetes/index.ts";
import { LocalPrometheus } from "../support/local-prometheus.ts";

const image = build("checkout", "sha-1111111");
let github: LocalGitHub;
let kubernetes: LocalKubernetes;
let prometheus: LocalPrometheus;
let world: World;

const template = (metric: string) => `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: { name: success-rate }
spec:
  args: [{ name: app }]
  metrics:
    - name: success-rate
${metric}
      provider: { prometheus: { address: "http://prometheus.monitoring:9090", query: "rate{app='{{args.app}}'}" } }
`;

beforeEach(async () => {
  // The commit is made a while before the sync.
  github = await LocalGitHub.start({ now: new Date(Date.now() - 10_000) });
  kubernetes = await LocalKubernetes.start();
  prometheus = await LocalPrometheus.start();
  const made = await makeWorld(github, {
    files: {
      "analysis/rate.yaml": template(
        "      interval: 100ms\n      count: 3\n      failureLimit: 1\n      successCondition: result[0] >= 0.99",
      ),
    },
  });
  world = { ...made, token: verifierToken(github) };
});
afterEach(async () => {
  await prometheus[Symbol.asyncDispose]();
  await kubernetes[Symbol.asyncDispose]();
  await github[Symbol.asyncDispose]();
});

/** Writes the image into dev, and shows it in the cluster. */
async function deploy(): Promise<string> {
  await updateOverlay(world, { image });
  const revision = world.gitops.head();
  const workload = { group: "apps", kind: "Deployment", name: "checkout" };
  const at = new Date(github.clock.now().getTime() + 5_000);
  kubernetes.put(application("checkout-dev", { revision, at, workload }));
  kubernetes.put(deployment("checkout", image));
  return revision;
}

describe("a deployed image is verified", () => {
  test("live and well: recorded as observed, with what was verified", async () => {
    const revision = await deploy();

    const run = await verifyCanary(world, clusterInputs(kubernetes));

    expect(run.stdout).toContain("live and well");
    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(run.outputs).toMatchObject({
      outcome: "pass",
      passed: "true",
      level: "observed",
      revision,
    });
  });
});
