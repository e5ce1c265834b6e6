import { setTimeout as sleep } from "node:timers/promises";
import { createClient, readRecords } from "@gitops-actions/adapters/github";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  application,
  clusterInputs,
  deployment,
  rollout,
  verifyCanary,
} from "../support/canary.ts";
import { build, stable } from "../support/journey.ts";
import {
  commitImage,
  image,
  makeVerifyWorld,
  showDeployed,
  type VerifyWorld,
} from "../support/verify-world.ts";

let world: VerifyWorld;

beforeEach(async () => {
  world = await makeVerifyWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

function verify(inputs: Readonly<Record<string, string>> = {}, options = {}) {
  return verifyCanary(world, { ...clusterInputs(world.kubernetes), ...inputs }, options);
}

/** The client that promote reads with. */
function reader() {
  const { apiUrl } = world.github;
  return createClient({ apiUrl, token: world.token.value, signal: AbortSignal.timeout(10_000) });
}

/** The deployments and their newest states, as a record's reader finds them. */
function records() {
  return world.gitops.deployments.map(({ environment, statuses, payload }) => ({
    environment,
    state: statuses[0]?.state,
    payload,
  }));
}

describe("what was deployed is live and well", () => {
  test("it passes, observed, and is recorded where promote and people look", async () => {
    const revision = await commitImage(world);
    showDeployed(world, revision);

    const run = await verify();

    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(run.outputs).toMatchObject({
      outcome: "pass",
      passed: "true",
      level: "observed",
      revision,
      images: image,
    });
    expect(records()).toMatchObject([{ environment: "dev/checkout", state: "success" }]);
    const names = ["dev/checkout"];
    const read = await readRecords(reader(), { repository: "acme/gitops", names });
    expect(read.get("dev/checkout")).toMatchObject({
      outcome: "pass",
      level: "observed",
      revision,
      images: [{ name: "ghcr.io/acme/checkout", tag: "sha-1111111" }],
      actor: "deploy-bot[bot]",
    });
    expect(world.gitops.statuses.get(revision)).toMatchObject([
      { context: "gitops/verified/dev/checkout", state: "success" },
    ]);
    expect(readable(run.summary)).toMatchSnapshot("summary");
    expect(readable(run.stdout)).toMatchSnapshot("log");
  });

  test("verified again it has been good since the first time", async () => {
    showDeployed(world, await commitImage(world));
    await verify();
    const [first] = world.gitops.deployments;
    world.github.clock.advance(60_000);

    const second = await verify();

    // GitHub's clock is behind here, and what claims to be later than its record is not believed.
    const at = first?.statuses[0]?.createdAt.getTime() ?? 0;
    expect(new Date(second.outputs["since"] ?? "").getTime()).toBe(at - (at % 1000));
  });

  test("a fail in between begins the time anew", async () => {
    const revision = await commitImage(world);
    showDeployed(world, revision);
    await verify();
    const [first] = world.gitops.deployments;
    world.kubernetes.update("Deployment", "checkout", failing);
    await verify();
    showDeployed(world, revision);

    const again = await verify();

    expect(again.outputs["outcome"]).toBe("pass");
    // GitHub's clock is 10 s behind: had the time gone on, it would count from the first record there.
    const firstAt = first?.statuses[0]?.createdAt.getTime() ?? Number.NaN;
    expect(new Date(again.outputs["since"] ?? "").getTime() - firstAt).toBeGreaterThan(5_000);
  });

  test("what arrives while it waits is seen at once, by the watch", async () => {
    const revision = await commitImage(world);
    showDeployed(world, revision, { ready: 1 });

    const running = verify();
    await until(() => world.kubernetes.openWatches >= 2);
    world.kubernetes.put(deployment("checkout", image));
    const changedAt = performance.now();
    const run = await running;

    expect(run.outputs["outcome"]).toBe("pass");
    expect(performance.now() - changedAt).toBeLessThan(5_000);
    expect(run.summary).toContain("Deployment/checkout: Updated: 1/2");
  });

  test("dry-run judges and records nothing", async () => {
    showDeployed(world, await commitImage(world));

    const run = await verify({ "dry-run": "true" });

    expect(run.outputs["outcome"]).toBe("pass");
    expect(records()).toEqual([]);
    expect(world.gitops.statuses.size).toBe(0);
  });

  test("many apps are verified by one run", async () => {
    const revision = world.gitops.head();
    for (const app of ["cart", "checkout", "search"]) {
      const workload = { group: "apps", kind: "Deployment", name: app };
      const at = new Date();
      world.kubernetes.put(application(`${app}-dev`, { revision, at, workload }));
      world.kubernetes.put(deployment(app, build(app, "sha-0000000")));
    }

    const run = await verify({ app: "", apps: "cart\ncheckout\nsearch" });

    expect(run.outputs).toMatchObject({ outcome: "pass", passed: "true" });
    expect(
      records()
        .map(({ environment }) => environment)
        .sort(),
    ).toEqual(["dev/cart", "dev/checkout", "dev/search"]);
    expect(world.kubernetes.requests.length).toBeLessThan(10);
  });
});

test("one of many that cannot be looked at does not keep the others from their verdicts", async () => {
  const workload = { group: "apps", kind: "Deployment", name: "cart" };
  const revision = world.gitops.head();
  world.kubernetes.put(application("cart-dev", { revision, at: new Date(), workload }));
  world.kubernetes.put(deployment("cart", build("cart", "sha-0000000")));

  const run = await verify({ app: "", apps: "cart\nsearch", "stall-seconds": "1" });

  expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: "error", passed: "false" } });
  expect(run.annotations[0]?.message).toContain("there is no Application search-dev");
  expect(records()).toMatchObject([{ state: "in_progress" }, { state: "success" }]);
});

describe("what is not there does not pass", () => {
  test("the old image still runs: it waits, and says so when the time is over", async () => {
    showDeployed(world, await commitImage(world), { wanted: build("checkout", "sha-0000000") });

    const run = await verify({ "timeout-seconds": "1" });

    expect(run.exitCode).toBe(1);
    expect(run.outputs["outcome"]).toBe("timeout");
    expect(run.outputs["reason"]).toContain(
      "its pod template runs ghcr.io/acme/checkout:sha-0000000",
    );
    expect(records()).toMatchObject([{ state: "in_progress" }]);
  });

  test("looked at once, it leaves without failing what has not arrived", async () => {
    const revision = await commitImage(world);
    showDeployed(world, revision, { ready: 1 });

    const run = await verify({ mode: "once" });

    expect(run).toMatchObject({ exitCode: 0, outputs: { outcome: "waiting", passed: "false" } });
    expect(world.gitops.statuses.get(revision)).toMatchObject([{ state: "pending" }]);
  });

  test("a newer revision with another image has overtaken it: no pass, no fail, no record", async () => {
    const revision = await commitImage(world);
    const newer = await commitImage(world, build("checkout", "sha-2222222"));
    showDeployed(world, newer, { wanted: build("checkout", "sha-2222222") });

    const run = await verify({ revision });

    expect(run).toMatchObject({ exitCode: 0, outputs: { outcome: "superseded", passed: "false" } });
    expect(run.outputs["reason"]).toContain(newer);
    expect(records()).toEqual([]);
  });

  test("a later revision that does not touch the app is as good", async () => {
    const revision = await commitImage(world);
    await commitImage(world, build("cart", "sha-2222222"));
    showDeployed(world, world.gitops.head());

    const run = await verify({ revision });

    expect(run.outputs).toMatchObject({ outcome: "pass", revision });
  });

  test("a workload that failed fails, and the worst is named", async () => {
    showDeployed(world, await commitImage(world));
    world.kubernetes.update("Deployment", "checkout", failing);

    const run = await verify();

    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: "fail" } });
    expect(run.annotations[0]).toMatchObject({ level: "error", title: "verification-failed" });
    expect(run.outputs["reason"]).toContain("Deployment/checkout");
    expect(records()).toMatchObject([{ state: "failure" }]);
  });

  test("a canary that pauses at a step is reported with its step", async () => {
    const revision = await commitImage(world);
    showRollout(revision, { step: 1, stable: false, paused: true });

    const run = await verify({ "timeout-seconds": "1" });

    expect(run.outputs["reason"]).toContain("paused at step 1 of 3");
  });

  test("waited for at its step it passes, and unlocks nothing", async () => {
    const revision = await commitImage(world);
    showRollout(revision, { step: 1, stable: false, paused: true });

    const run = await verify({ "wait-for": "step", "canary-step": "1", "on-pass": "promote" });

    expect(run.outputs["outcome"]).toBe("pass");
    expect(records()).toMatchObject([{ state: "in_progress" }]);
    const status = world.kubernetes.find("Rollout", "checkout")?.["status"];
    expect(status).not.toHaveProperty("pauseConditions");
  });
});

describe("the cluster is not as it should be", () => {
  test("an app without files ends with the nearest names", async () => {
    const run = await verify({ app: "chekout" });

    expect(run.annotations[0]).toMatchObject({ title: "app-not-found" });
    expect(run.annotations[0]?.message).toContain("apps/: checkout");
  });

  test("a closed sync window is told with the time it opens, not waited for in vain", async () => {
    const revision = world.gitops.head();
    await commitImage(world);
    showDeployed(world, revision, { wanted: build("checkout", "sha-0000000") });
    world.kubernetes.put({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "AppProject",
      metadata: { name: "default", namespace: "argocd" },
      spec: {
        syncWindows: [
          { kind: "allow", schedule: "0 10 29 2 *", duration: "1h", applications: ["*"] },
        ],
      },
    });

    const run = await verify();

    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: "blocked" } });
    expect(run.outputs["reason"]).toMatch(
      /sync window: outside .*0 10 29 2 \*.*opens 2028-02-29T10/,
    );
  });

  test("a name without an Application ends with the nearest names", async () => {
    showDeployed(world, await commitImage(world));

    const run = await verify({ application: "argocd/checkuot-dev", "stall-seconds": "1" });

    expect(run.annotations[0]).toMatchObject({ title: "application-not-found" });
    expect(run.annotations[0]?.message).toContain("there is: checkout-dev");
  });

  test.each([
    ["an expired token", 401, "cluster-token-rejected"],
    ["a role without list on deployments", 403, "cluster-forbidden"],
  ])("%s ends at once, with what to do", async (_, status, code) => {
    showDeployed(world, await commitImage(world));
    world.kubernetes.fault(status, ({ path }) => path.endsWith("/deployments"));

    const run = await verify();

    expect(run).toMatchObject({ exitCode: 1 });
    expect(run.annotations[0]).toMatchObject({ title: code });
    expect(run.annotations[0]?.message).toContain("deployments.apps in namespace shop");
  });

  test("it survives 503, dropped watches and versions too old", async () => {
    const revision = await commitImage(world);
    showDeployed(world, revision, { ready: 1 });
    world.kubernetes.fault(503, ({ path }) => path.endsWith("/applications"), 1);

    const running = verify();
    await until(() => world.kubernetes.openWatches >= 2);
    world.kubernetes.dropWatches();
    await until(() => world.kubernetes.openWatches === 0);
    await until(() => world.kubernetes.openWatches >= 2);
    const before = world.kubernetes.requests.length;
    world.kubernetes.expire();
    await until(() => world.kubernetes.requests.length >= before + 4); // two lists, two watches
    world.kubernetes.put(deployment("checkout", image));
    const run = await running;

    expect(run.outputs["outcome"]).toBe("pass");
  });

  test("a server that never answers well is an error, not a fail", async () => {
    await commitImage(world);
    world.kubernetes.fault("drop", () => true);

    const run = await verify({ "timeout-seconds": "2" });

    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: "error" } });
    expect(run.outputs["reason"]).toContain("not one look succeeded");
  });

  test("cancelled it ends within five seconds", async () => {
    showDeployed(world, await commitImage(world), { ready: 1 });
    const cancellation = new AbortController();

    const running = verify({}, { signal: cancellation.signal });
    await until(() => world.kubernetes.openWatches >= 2);
    const cancelledAt = performance.now();
    cancellation.abort();
    const run = await running;

    expect(performance.now() - cancelledAt).toBeLessThan(5_000);
    expect(run.exitCode).toBe(1);
    expect(records()).toEqual([]);
  });
});

function showRollout(revision: string, at: Parameters<typeof rollout>[2]): void {
  const workload = { group: "argoproj.io", kind: "Rollout", name: "checkout" };
  world.kubernetes.put(
    application("checkout-dev", { revision, at: new Date(), workload, health: "Suspended" }),
  );
  for (const object of rollout("checkout", image, at)) world.kubernetes.put(object);
}

function failing(object: ReturnType<typeof deployment>): ReturnType<typeof deployment> {
  const progress = {
    type: "Progressing",
    status: "False",
    reason: "ProgressDeadlineExceeded",
    message: "checkout has timed out progressing.",
  };
  return { ...object, status: { observedGeneration: 2, replicas: 2, conditions: [progress] } };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (isSo()) return;
    await sleep(20);
  }
  throw new Error("it never came to that");
}

/** Text with what differs from run to run replaced. */
function readable(text: string): string {
  return stable(text, world.github)
    .replaceAll(/127\.0\.0\.1:\d+/g, "<server>")
    .replaceAll(/\[[0-9a-f]{12}\]/g, "[<commit>]")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>")
    .replaceAll(/\+\d+\.\d s/g, "+<time> s");
}
