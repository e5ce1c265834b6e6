/** From dev to prod: what `promote` opens, who lets it through, and what still waits. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "@gitops-actions/tooling/project";
import { promote, verify, type World } from "../support/journey.ts";
import { Person } from "../support/person.ts";
import type { BundleRun } from "../support/run-bundle.ts";
import { chapter, paint, say } from "./screen.ts";

/** What the platform team decided, as it stands in the repository. */
export const POLICY = `version: 1
environments:
  dev: {}
  staging:
    from: dev
    gates: { approvals: { count: 1 } }
    merge: auto
  prod:
    from: staging
    gates:
      verified: { soak: 2h }
      windows: { app-project: prod } # argocd/projects/prod.yaml
      approvals: { count: 2, teams: [platform-team] }
    merge: auto
`;

/** Plays the way of some apps from dev to the gates of prod; whether all of it went as it should. */
export async function playPromotion(
  world: World,
  {
    apps,
    tagOf,
    first,
  }: { apps: readonly string[]; tagOf: (app: string) => string; first: number },
): Promise<boolean> {
  const [app = ""] = apps;
  chapter(first, "Dev is found good, and staging is asked");
  say(paint("dim", ".gitops/promotion.yaml"));
  say(POLICY);
  for (const one of apps) await verify(world, { app: one, environment: "dev", tag: tagOf(one) });
  say(`${apps.length} of the 50 apps are recorded as verified in dev, as verify-canary does.`);
  say("One run looks after the whole repository:");
  say(paint("cyan", "uses: org/gitops-actions/promote@v1"));
  const opened = await promote(world);
  showLines(opened, /created/);
  const waiting = promotions(opened).filter(({ operation }) => operation === "waiting").length;
  say(paint("dim", `and ${waiting} that nobody has verified yet, left alone`));

  chapter(first + 1, "A person approves, the next run merges");
  const number = pullOf(world, app, "staging");
  await new Person(world, "alice").approve(number);
  say(`alice approves #${number}: exactly these digests, nothing else`);
  const merged = await promote(world, { app, environment: "staging" });
  showLines(merged, /merged/);
  const path = `apps/${app}/overlays/staging/kustomization.yaml`;
  const isThere = (await world.gitops.file(path))?.includes(`newTag: ${tagOf(app)}`) === true;

  chapter(first + 2, "Prod is asked, and waits");
  await verify(world, { app, environment: "staging", tag: tagOf(app) });
  const asked = await promote(world, { app, environment: "prod" });
  showLines(asked, new RegExp(`${app} -> prod`));
  say(
    `not before ${paint("yellow", asked.outputs["retry-at"] ?? "")}; a schedule asks again, nobody pays a runner for waiting`,
  );
  const pull = world.gitops.pulls.find(({ number: one }) => one === pullOf(world, app, "prod"));
  const [rollup] = world.gitops.statuses.get(pull?.headOid ?? "") ?? [];
  say(`${rollup?.context}: ${paint("yellow", rollup?.description ?? "")}`);
  say(paint("dim", "\nthe pull request, as its readers find it"));
  say(visible(pull?.body ?? ""));
  say(paint("dim", `all of it: ${keepBody(pull?.body ?? "")}`));
  return isThere && pull !== undefined && asked.outputs["decision"] === "wait";
}

interface Promotion {
  readonly operation: string;
}

function promotions(run: BundleRun): readonly Promotion[] {
  return JSON.parse(run.outputs["promotions"] ?? "[]") as Promotion[];
}

/** The lines of a run's own log that are to be shown. */
function showLines({ stdout }: BundleRun, wanted: RegExp): void {
  for (const line of stdout.split("\n")) {
    if (wanted.test(line) && !line.startsWith("::")) say(line.trim());
  }
}

function pullOf({ gitops }: World, app: string, environment: string): number {
  const title = `promote(${app}): ${environment} <- `;
  return gitops.pulls.find((pull) => pull.title.startsWith(title))?.number ?? 0;
}

/** The body without its comments, as far as the evidence. */
function visible(body: string): string {
  const text = body.replaceAll(/<!--[\s\S]*?-->\n*/g, "");
  return text.slice(0, text.indexOf("### Risk")).trimEnd();
}

function keepBody(body: string): string {
  const folder = join(root, ".cache", "demo");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "pull-request.md");
  writeFileSync(path, body);
  return relative(process.cwd(), path);
}
