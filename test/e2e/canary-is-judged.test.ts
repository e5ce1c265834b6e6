import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { application, clusterInputs, rollout, verifyCanary } from "../support/canary.ts";
import { stable } from "../support/journey.ts";
import type { ApiObject, ApiRequest } from "../support/kubernetes/index.ts";
import type { Answer } from "../support/local-prometheus.ts";
import type { BundleRun } from "../support/run-bundle.ts";
import {
  commitImage,
  image,
  makeVerifyWorld,
  showDeployed,
  type VerifyWorld,
} from "../support/verify-world.ts";

/** The query as it is asked, its argument filled in. */
const query = "rate{app='checkout'}";

const threeOfThem = `interval: 50ms
      count: 3
      failureLimit: 1
      successCondition: result[0] >= 0.99`;

const template = (metric: string, provider: string) => `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: { name: success-rate }
spec:
  args: [{ name: app }]
  metrics:
    - name: success-rate
      ${metric}
      provider: ${provider}
`;

const inCluster = `{ prometheus: { address: "http://prometheus.monitoring:9090", query: "rate{app='{{args.app}}'}" } }`;

interface Judging {
  readonly metric?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly answers?: readonly Answer[];
  readonly provider?: (prometheusUrl: string) => string;
  readonly objects?: (revision: string) => readonly ApiObject[];
  readonly runnerTemp?: string;
  readonly forbidden?: (request: ApiRequest) => boolean;
}

let world: VerifyWorld;
afterEach(() => world[Symbol.asyncDispose]());

/** Deploys, and verifies with an analysis of one metric. */
async function judge({
  metric = threeOfThem,
  inputs = {},
  answers = [{ values: [0.999] }],
  provider = () => inCluster,
  objects,
  runnerTemp,
  forbidden,
}: Judging = {}): Promise<BundleRun> {
  world = await makeVerifyWorld((url) => ({
    "analysis/rate.yaml": template(metric, provider(url)),
  }));
  const revision = await commitImage(world);
  showDeployed(world, revision);
  for (const object of objects?.(revision) ?? []) world.kubernetes.put(object);
  world.prometheus.answer(query, ...answers);
  if (forbidden !== undefined) world.kubernetes.fault(403, forbidden);
  return verifyCanary(
    world,
    {
      ...clusterInputs(world.kubernetes),
      analysis: "analysis/rate.yaml",
      "prometheus-url": world.prometheus.url,
      ...inputs,
    },
    runnerTemp === undefined ? {} : { runnerTemp },
  );
}

/** Text with what differs from run to run replaced. */
function readable(text: string): string {
  return stable(text, world.github)
    .replaceAll(/127\.0\.0\.1:\d+/g, "<server>")
    .replaceAll(/\[[0-9a-f]{12}\]/g, "[<commit>]")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>")
    .replaceAll(/\+\d+\.\d s/g, "+<time> s");
}

describe("an analysis of the repository's template", () => {
  test("good measurements pass; queries, values and the chart are shown", async () => {
    const run = await judge({
      answers: [{ values: [0.995] }, { values: [0.999] }, { values: [1] }],
    });

    expect(run).toMatchObject({ exitCode: 0, outputs: { outcome: "pass" } });
    expect(world.prometheus.queries).toHaveLength(3);
    expect(run.summary).toContain(query);
    expect(readable(run.summary)).toMatchSnapshot("summary");
    expect(run.summary).toContain("3 / 0 of 1 allowed / 0 / 0");
  });

  test("one failure is allowed, a second fails, in the controller's words", async () => {
    const run = await judge({ answers: [{ values: [0.9] }] });

    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: "fail" } });
    expect(run.outputs["reason"]).toContain(
      'Metric "success-rate" assessed Failed due to failed (2) > failureLimit (1)',
    );
    expect(world.prometheus.queries).toHaveLength(2);
    expect(world.gitops.deployments[0]?.statuses[0]?.state).toBe("failure");
  });

  test.each<[string, Judging, string, string]>([
    [
      "NaN, where only a failureCondition is given, the controller's Successful",
      { metric: "failureCondition: result[0] < 0.9", answers: [{ values: ["NaN"] }] },
      "inconclusive",
      "too few good measurements",
    ],
    [
      "an empty answer, where all() holds",
      { metric: "successCondition: 'all(result, # >= 0.9)'", answers: [{ values: [] }] },
      "inconclusive",
      "too few good measurements",
    ],
    [
      "no condition at all",
      { metric: "count: 1", answers: [{ values: [] }] },
      "inconclusive",
      "too few good measurements",
    ],
    [
      "a Prometheus that is down",
      {
        metric: `${threeOfThem}\n      consecutiveErrorLimit: 0`,
        answers: ["down"],
      },
      "error",
      "consecutiveErrors (1) > consecutiveErrorLimit (0)",
    ],
    [
      "fewer measurements than are asked for",
      { inputs: { "minimum-measurements": "4" } },
      "inconclusive",
      "success-rate (3 of 3)",
    ],
    [
      "a provider that is not measured here",
      {
        metric: `${threeOfThem}\n      consecutiveErrorLimit: 0`,
        provider: () => "{ datadog: { query: x } }",
      },
      "error",
      "the provider datadog is not measured here",
    ],
  ])("%s never passes", async (_, judging, outcome, reason) => {
    const run = await judge(judging);

    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome, passed: "false" } });
    expect(run.outputs["reason"]).toContain(reason);
    expect(world.gitops.deployments[0]?.statuses[0]?.state).toBe("in_progress");
  });

  test("a query that Prometheus cannot read is told with its words and position", async () => {
    const error = 'invalid parameter "query": 1:5: parse error: unexpected character';
    const run = await judge({
      metric: `${threeOfThem}\n      consecutiveErrorLimit: 0`,
      answers: [{ status: 400, errorType: "bad_data", error }],
    });

    expect(run.outputs["reason"]).toContain(`bad_data: ${error}`);
  });

  test("a trap in a template is warned of, though it passes", async () => {
    const run = await judge({ metric: "failureCondition: result[0] < 0.9" });

    expect(run.outputs["outcome"]).toBe("pass");
    expect(run.annotations).toMatchObject([{ level: "warning", title: "nan-passes" }]);
  });

  test("an inconclusive one can be passed on, and unlocks nothing", async () => {
    const run = await judge({
      metric: "failureCondition: result[0] < 0.9",
      answers: [{ values: ["NaN"] }],
      inputs: { "on-inconclusive": "pass-on" },
    });

    expect(run).toMatchObject({
      exitCode: 0,
      outputs: { outcome: "inconclusive", passed: "false" },
    });
  });

  test("the time over in the middle of it is a timeout, not a pass", async () => {
    const run = await judge({
      metric: threeOfThem.replace("50ms", "30s"),
      inputs: { "timeout-seconds": "5" },
    });

    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: "timeout" } });
  });

  test.each([
    ["that never ends", "interval: 1s\n      successCondition: result[0] > 0", "never ends"],
    ["with a number where a text belongs", "interval: 30", "expected a text in quotes"],
    [
      "with an argument that nobody gives",
      "successCondition: result[0] > {{args.limit}}",
      "args.limit",
    ],
  ])("a metric %s is refused", async (_, metric, found) => {
    const run = await judge({ metric });

    expect(run.exitCode).toBe(1);
    expect(`${run.annotations[0]?.message}${run.outputs["reason"]}`).toContain(found);
  });

  test("a template of the cluster is judged by as well", async () => {
    const run = await judge({
      objects: () => [
        {
          apiVersion: "argoproj.io/v1alpha1",
          kind: "ClusterAnalysisTemplate",
          metadata: { name: "rate" },
          spec: {
            args: [{ name: "app" }],
            metrics: [
              {
                name: "rate",
                successCondition: "result[0] > 1",
                provider: { prometheus: { query: "rate{app='{{args.app}}'}" } },
              },
            ],
          },
        },
      ],
      inputs: { analysis: "ClusterAnalysisTemplate/rate" },
    });

    expect(run.outputs).toMatchObject({ outcome: "fail" });
  });

  test("the evidence holds queries, measurements and the timeline", async () => {
    const runnerTemp = mkdtempSync(join(tmpdir(), "verify-evidence-"));
    try {
      const run = await judge({ runnerTemp });

      const evidence = JSON.parse(readFileSync(run.outputs["evidence"] ?? "", "utf8"));
      expect(evidence.apps[0]).toMatchObject({
        outcome: "pass",
        analyses: [
          {
            metrics: [{ provider: { prometheus: { query } } }],
            measurements: [{ value: "[0.999]" }, { value: "[0.999]" }, { value: "[0.999]" }],
          },
        ],
      });
      expect(evidence.apps[0].timeline.length).toBeGreaterThan(0);
    } finally {
      rmSync(runnerTemp, { recursive: true });
    }
  });
});

describe("credentials and hosts", () => {
  test("a bearer token goes to prometheus-url and is masked", async () => {
    const run = await judge({ inputs: { "prometheus-token": "secret-of-prometheus" } });

    expect(world.prometheus.queries[0]?.authorization).toBe("Bearer secret-of-prometheus");
    expect(run.masks).toContain("secret-of-prometheus");
  });

  test("an address that a template names is not asked unless its host is allowed", async () => {
    const run = await judge({
      metric: `${threeOfThem}\n      consecutiveErrorLimit: 0`,
      provider: (url) => `{ prometheus: { address: "${url}", query: "rate{app='{{args.app}}'}" } }`,
      inputs: { "prometheus-url": "" },
    });

    expect(run.outputs["reason"]).toContain("is not among allowed-hosts");
    expect(world.prometheus.queries).toEqual([]);
  });

  test("an allowed one is asked, without our credentials", async () => {
    const run = await judge({
      provider: (url) => `{ prometheus: { address: "${url}", query: "rate{app='{{args.app}}'}" } }`,
      inputs: {
        "prometheus-url": "",
        "allowed-hosts": "127.0.0.1",
        "prometheus-token": "secret-of-prometheus",
      },
    });

    expect(run.outputs["outcome"]).toBe("pass");
    expect(world.prometheus.queries[0]?.authorization).toBeUndefined();
  });
});

describe("what is done about it", () => {
  const workload = { group: "argoproj.io", kind: "Rollout", name: "checkout" };
  const withRollout = (revision: string): readonly ApiObject[] => [
    application("checkout-dev", { revision, at: new Date(), workload }),
    ...rollout("checkout", image),
  ];

  test("a fail aborts the Rollout and holds the app", async () => {
    const run = await judge({
      answers: [{ values: [0.5] }],
      objects: withRollout,
      inputs: { "on-fail": "abort\nhold" },
    });

    expect(run.outputs["outcome"]).toBe("fail");
    expect(world.kubernetes.find("Rollout", "checkout")?.["status"]).toMatchObject({ abort: true });
    const hold = await world.gitops.file(".gitops/holds/dev/checkout.yaml");
    expect(hold).toContain("verify-canary found it bad");
  });

  test("what the role does not allow is told, and the verdict recorded all the same", async () => {
    const run = await judge({
      answers: [{ values: [0.5] }],
      objects: withRollout,
      inputs: { "on-fail": "abort" },
      forbidden: ({ method }) => method === "PATCH",
    });

    expect(run.outputs["outcome"]).toBe("fail");
    expect(run.annotations.map(({ title }) => title).sort()).toEqual([
      "cluster-forbidden",
      "verification-failed",
    ]);
    expect(world.gitops.deployments[0]?.statuses[0]?.state).toBe("failure");
  });

  test("the controller's own AnalysisRun of this version is judged, too", async () => {
    const analysisRun: ApiObject = {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "AnalysisRun",
      metadata: {
        name: "checkout-6f7d-2",
        namespace: "shop",
        labels: { "rollouts-pod-template-hash": "6f7d" },
        ownerReferences: [{ kind: "Rollout", name: "checkout" }],
      },
      spec: { metrics: [{ name: "rate" }] },
      status: {
        phase: "Successful",
        metricResults: [
          { name: "rate", count: 1, measurements: [{ phase: "Successful", value: "[NaN]" }] },
        ],
      },
    };

    const run = await judge({
      objects: (revision) => [...withRollout(revision), analysisRun],
      inputs: { analysis: "" },
    });

    expect(run.outputs).toMatchObject({ outcome: "inconclusive" });
    expect(run.outputs["reason"]).toContain(
      "AnalysisRun checkout-6f7d-2: too few good measurements",
    );
  });
});
