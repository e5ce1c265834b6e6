/**
 * What a login costs: all its processes against `node -e 0` on the same Node, in turn, with the work up to
 * the first socket included; its calls; how soon a refusal is explained.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@gitops-actions/tooling/project";
import { CloudWorld, deployRole, provider, serviceAccount } from "../support/cloud-world.ts";
import type { BundleRun } from "../support/run-bundle.ts";
import { type Figure, median, printFigures } from "./support/figures.ts";
import { type Usage, usageOf } from "./support/usage.ts";

const ROUNDS = 31;

await using world = await CloudWorld.start();
const aws = { "role-to-assume": deployRole, "aws-region": "eu-west-1" };
const withEcr = { ...aws, registries: "ecr" };
const gcp = { "workload-identity-provider": provider };

printFigures(`oidc-login: process starts of a login with ECR (${ROUNDS} rounds)`, await starts());
printFigures("oidc-login: calls of a login", [
  await calls("AWS", aws, 2),
  await calls("AWS with ECR", withEcr, 3),
  await calls("Google Cloud, direct", gcp, 2),
  await calls("Google Cloud, service account", { ...gcp, "service-account": serviceAccount }, 3),
]);
printFigures("oidc-login: a wrong trust policy", [await refusal()]);

/** Main until its first socket, and the whole of post, which opens none. */
async function starts(): Promise<Figure[]> {
  const login = needed(await world.login(withEcr));
  const stop = ["--require", new URL("support/stop-at-socket.cjs", import.meta.url).pathname];
  const dist = join(root, "actions", "oidc-login", "dist");
  const env = { ...world.environment, ...commandFiles(), ...runOf(withEcr) };
  const state = { STATE_undo: login.state["undo"] };
  const rounds: { readonly main: number; readonly post: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const floor = await usageOf([...stop, "-e", "0"]);
    const times = ({ cpuMs }: Usage): number => cpuMs / floor.cpuMs;
    rounds.push({
      main: times(await usageOf([...stop, join(dist, "index.js")], env)),
      post: times(await usageOf([...stop, join(dist, "post.js")], { ...env, ...state })),
    });
  }
  const both = rounds.map(({ main, post }) => main + post);
  const unit = "x";
  return [
    { what: "main: CPU of node -e 0", unit, value: median(rounds.map(({ main }) => main)) },
    { what: "post: CPU of node -e 0", unit, value: median(rounds.map(({ post }) => post)) },
    { what: "both: CPU of node -e 0", unit, value: median(both), atMost: 3.8 },
  ];
}

async function calls(
  what: string,
  inputs: Readonly<Record<string, string>>,
  atMost: number,
): Promise<Figure> {
  const count = (): number =>
    world.issuer.audiences.length + world.aws.calls.length + world.gcp.calls.length;
  const before = count();
  needed(await world.login(inputs));
  return { what, unit: "calls", value: count() - before, atMost };
}

async function refusal(): Promise<Figure> {
  const walls: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const began = performance.now();
    const run = await world.login({ ...aws, "role-to-assume": `${deployRole}-missing` });
    if (run.annotations[0]?.title !== "aws-trust-refused") throw new Error(run.stdout);
    walls.push((performance.now() - began) / 1000);
  }
  return { what: "explained after", unit: "s", value: median(walls), atMost: 5 };
}

function needed(run: BundleRun): BundleRun {
  if (run.exitCode !== 0) throw new Error(run.stdout);
  return run;
}

function commandFiles(): Record<string, string> {
  const names = ["OUTPUT", "STATE", "ENV", "STEP_SUMMARY"];
  return Object.fromEntries(
    names.map((name) => {
      const file = join(world.folder, name);
      writeFileSync(file, "");
      return [`GITHUB_${name}`, file];
    }),
  );
}

/** What the runner sets for a step with these inputs. */
function runOf(inputs: Readonly<Record<string, string>>): Record<string, string> {
  const all = {
    "role-duration-seconds": "3600",
    "token-lifetime": "3600",
    mode: "login",
    "timeout-seconds": "60",
    ...inputs,
  };
  const given = Object.entries(all).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  return {
    GITHUB_REPOSITORY: "acme/checkout",
    GITHUB_RUN_ID: "100",
    GITHUB_WORKSPACE: world.folder,
    RUNNER_TEMP: world.folder,
    ...Object.fromEntries(given),
  };
}
