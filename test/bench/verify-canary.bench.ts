/**
 * What waiting costs, how soon an arrival is seen, and what fifty apps take in one run.
 *
 * A wait of ten minutes is reckoned from one of half a minute in a cluster where something changes twice a
 * second: what it takes beyond a run that need not wait, twenty times, and that run.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { application, clusterInputs, deployment, verifyCanary } from "../support/canary.ts";
import { gitopsRepository } from "../support/gitops-repository.ts";
import { build } from "../support/journey.ts";
import type { BundleRun } from "../support/run-bundle.ts";
import { commitImage, image, makeVerifyWorld, showDeployed } from "../support/verify-world.ts";
import { median, printFigures } from "./support/figures.ts";
import type { Usage } from "./support/usage.ts";

const WAIT_SECONDS = 30;
const ROUNDS = 5;
const hook = new URL("support/report-usage.cjs", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "bench-verify-"));

/** A run with what it used. */
async function measured(
  start: (env: Record<string, string>) => Promise<BundleRun>,
): Promise<{ readonly run: BundleRun; readonly usage: Usage }> {
  const file = join(folder, "usage.json");
  const run = await start({ NODE_OPTIONS: `--require=${hook}`, USAGE_FILE: file });
  if (run.outputs["outcome"] !== "pass") throw new Error(run.stdout);
  return { run, usage: { ...JSON.parse(readFileSync(file, "utf8")), wallMs: run.milliseconds } };
}

async function waiting(): Promise<void> {
  await using world = await makeVerifyWorld();
  const revision = await commitImage(world);
  const verify = (env: Record<string, string>) =>
    verifyCanary(world, clusterInputs(world.kubernetes), { env });

  showDeployed(world, revision);
  const short = await measured(verify);
  showDeployed(world, revision, { ready: 1 });
  const before = world.kubernetes.requests.length;
  const running = measured(verify);
  for (let second = 0; second < WAIT_SECONDS; second += 1) {
    world.kubernetes.put(deployment("checkout", image, { updated: 1 }));
    world.kubernetes.put(deployment(`other-${second}`, "redis:7"));
    await sleep(1_000);
  }
  showDeployed(world, revision);
  const long = await running;
  const perSecond = (long.usage.cpuMs - short.usage.cpuMs) / WAIT_SECONDS;
  printFigures("waiting ten minutes, watched", [
    { what: "CPU", value: (short.usage.cpuMs + perSecond * 600) / 1000, unit: "s", atMost: 2 },
    { what: "RSS", value: long.usage.rssMiB, unit: "MiB", atMost: 120 },
    {
      what: `API requests in ${WAIT_SECONDS} s; a watch lasts fifteen minutes`,
      value: world.kubernetes.requests.length - before,
      unit: "",
      atMost: 30,
    },
  ]);
}

async function detection(): Promise<void> {
  const delays: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await using world = await makeVerifyWorld();
    const revision = await commitImage(world);
    showDeployed(world, revision, { ready: 1 });
    const running = verifyCanary(world, clusterInputs(world.kubernetes));
    while (world.kubernetes.openWatches < 2) await sleep(10);
    await sleep(500);
    const sent = world.github.requests.all.length;
    world.kubernetes.put(deployment("checkout", image));
    const began = performance.now();
    while (world.github.requests.all.length === sent) await sleep(5); // it begins to record
    delays.push(performance.now() - began);
    await running;
  }
  printFigures(`from the event to the verdict (median of ${ROUNDS})`, [
    { what: "two looks, no settle time", value: median(delays), unit: "ms", atMost: 1_000 },
  ]);
}

async function fifty(): Promise<void> {
  const apps = Array.from({ length: 50 }, (_, index) => `service-${index}`);
  await using world = await makeVerifyWorld(() => gitopsRepository({ apps }));
  const revision = world.gitops.head();
  for (const app of apps) {
    const workload = { group: "apps", kind: "Deployment", name: app };
    const at = new Date();
    world.kubernetes.put(application(`${app}-dev`, { revision, at, workload }));
    world.kubernetes.put(deployment(app, build(app, "sha-0000000")));
  }
  const reads = world.github.requests.all.length;
  const { usage } = await measured((env) =>
    verifyCanary(
      world,
      { ...clusterInputs(world.kubernetes), app: "", apps: apps.join("\n"), "dry-run": "true" },
      { env },
    ),
  );
  printFigures("fifty apps in one run", [
    { what: "wall", value: usage.wallMs / 1000, unit: "s", atMost: 10 },
    { what: "CPU", value: usage.cpuMs / 1000, unit: "s", atMost: 5 },
    { what: "Kubernetes requests", value: world.kubernetes.requests.length, unit: "", atMost: 30 },
    {
      what: "GitHub requests",
      value: world.github.requests.all.length - reads,
      unit: "",
      atMost: 20,
    },
  ]);
}

await waiting();
await detection();
await fifty();
rmSync(folder, { recursive: true });
