/**
 * What gitops-actions does, on real git behind a GitHub on loopback: no account, no network. The bundles
 * are started as a runner starts them; everything shown is what they wrote.
 */

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "@gitops-actions/tooling/project";
import { LocalGitHub } from "../support/github/index.ts";
import { FIFTY_APPS } from "../support/gitops-repository.ts";
import { build, makeWorld, updateOverlay, type World } from "../support/journey.ts";
import type { BundleRun } from "../support/run-bundle.ts";
import { POLICY, playPromotion } from "./promotion.ts";
import { chapter, Progress, paint, paintDiff, say } from "./screen.ts";

/** Enough for writers to meet; the benchmarks take what GitHub takes. */
const LATENCY = { read: 15, write: 40 };

const began = performance.now();
await using github = await LocalGitHub.start({ latency: LATENCY });

chapter(1, "A GitOps repository: 50 apps in dev, staging and prod");
github.createTeam("acme/platform-team", ["bob", "carol"]);
const world = await makeWorld(github, {
  apps: FIFTY_APPS,
  files: { ".gitops/promotion.yaml": POLICY },
});
say(
  `${FIFTY_APPS.length} apps x 3 environments: overlays, AppProjects with sync windows, one ApplicationSet, CODEOWNERS,`,
);
say("in real git behind a GitHub on loopback that answers by GitHub's own schemas.");

chapter(2, "Fifty app repositories finish their builds within five seconds");
say("Each runs the action as its CI would; all of them write one branch:");
say(
  paint(
    "cyan",
    "uses: org/gitops-actions/update-overlay@v1\nwith: { environment: dev, image: ghcr.io/acme/<app>:sha-...@sha256:... }",
  ),
);
const runs = await deployAll(world);
await showRuns(runs);

chapter(3, "What stands in the repository now");
const { gitDir } = world.gitops.git;
const git = (...args: string[]): string =>
  execFileSync("git", ["--git-dir", gitDir, ...args], { encoding: "utf8" }).trimEnd();
say(paint("dim", "git log --oneline -6"));
say(git("log", "--oneline", "-6"));
const file = "apps/checkout/overlays/dev/kustomization.yaml";
const [oid = ""] = git("log", "-1", "--format=%H", "--", file).split("\n");
say(paint("dim", "\ngit show: the bytes of two values, nothing else"));
say(paintDiff(git("show", "--format=", oid, "--", file).split("\n").slice(4).join("\n")));
say(paint("dim", "\nits part of the message, for people and for machines"));
const message = git("log", "-1", "--format=%B", oid);
const from = message.indexOf("checkout in dev");
const [words, trailers] = message.slice(from).split("\n\n");
say(`${words}\n\n${trailers}`);

chapter(4, "Running it again");
const again = await deploy(world, "checkout", { tag: tagOf("checkout"), runNumber: 20 });
say(
  `the same build once more: ${paint("green", again.outputs["operation"] ?? "")}, nothing to write`,
);
const late = await deploy(world, "checkout", { tag: "sha-0ld0ld0", runNumber: 7 });
say(
  `an older run that comes late: ${paint("green", late.outputs["operation"] ?? "")}, it does not undo the newer one`,
);

const apps = ["checkout", "cart", "payments", "search", "wallet"];
if (!(await playPromotion(world, { apps, tagOf, first: 5 }))) process.exitCode = 1;

keepRepository();
say("");
say(`Done in ${((performance.now() - began) / 1000).toFixed(1)} s. Nothing is left running.`);

async function deployAll(target: World): Promise<BundleRun[]> {
  const progress = new Progress("landed", FIFTY_APPS.length);
  return Promise.all(
    FIFTY_APPS.map(async (app, index) => {
      await sleep(index * 100);
      const run = await deploy(target, app, { tag: tagOf(app), runNumber: 12 });
      progress.step();
      return run;
    }),
  );
}

function deploy(
  target: World,
  app: string,
  build_: { tag: string; runNumber: number },
): Promise<BundleRun> {
  const repository = `acme/${app}`;
  const workflowRef = `${repository}/.github/workflows/ci.yml@refs/heads/main`;
  const { tag, runNumber } = build_;
  return updateOverlay(
    target,
    { image: build(app, tag) },
    { runNumber, context: { repository, workflowRef } },
  );
}

/** Seven hex digits, as short commit ids are. */
function tagOf(app: string): string {
  const sum = [...app].reduce(
    (hash, letter) => (Math.imul(hash, 33) ^ letter.charCodeAt(0)) >>> 0,
    5381,
  );
  return `sha-${sum.toString(16).padStart(8, "0").slice(0, 7)}`;
}

async function showRuns(all: readonly BundleRun[]): Promise<void> {
  const failed = all.filter(({ exitCode }) => exitCode !== 0);
  for (const { annotations } of failed) say(paint("red", annotations[0]?.message ?? ""));
  const written = await Promise.all(
    FIFTY_APPS.map((app) => world.gitops.file(`apps/${app}/overlays/dev/kustomization.yaml`)),
  );
  const there = written.filter((text, index) =>
    text?.includes(`newTag: ${tagOf(FIFTY_APPS[index] ?? "")}`),
  );
  const commits = new Set(all.map(({ outputs }) => outputs["commit-sha"]));
  const attempts = all.map(({ outputs }) => Number(outputs["attempts"]));
  const combined = attempts.filter((count) => count > 1).length;
  say(
    `${paint("green", `${there.length} of ${all.length} landed, ${all.length - there.length} lost`)}, in ${commits.size} verified commits.`,
  );
  say(
    `${combined} met others on the branch, and one of them wrote for all; ${github.requests.all.length} API requests in all.`,
  );
  if (failed.length > 0 || there.length < all.length) process.exitCode = 1;
}

/** Leaves the repository on disk, so that it can be looked at when the demo is over. */
function keepRepository(): void {
  const kept = join(root, ".cache", "demo", "gitops.git");
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(join(root, ".cache", "demo"), { recursive: true });
  cpSync(gitDir, kept, { recursive: true });
  chapter(8, "Look at it yourself");
  say(
    paint("cyan", `git clone ${relative(process.cwd(), kept)} gitops && cd gitops && git log -p`),
  );
}
