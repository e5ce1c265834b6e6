import { setTimeout as sleep } from "node:timers/promises";
import { LocalGitHub, type Repository, type Token } from "../../support/github/index.ts";
import { gitopsRepository } from "../../support/gitops-repository.ts";
import { build, updateOverlay } from "../../support/journey.ts";
import { realPart } from "../../support/real-parts.ts";
import { type Figure, printFigures } from "./figures.ts";
import { runGitFlow } from "./git-flow.ts";

/** So many CI jobs that finish within a window and write one branch. */
export interface Scene {
  readonly jobs: number;
  readonly windowSeconds: number;
  readonly sameFile?: boolean;
  /** Under GitHub's secondary limits. */
  readonly limits?: boolean;
  /** The loop of the guides runs beside it. */
  readonly besideGit?: boolean;
  /** API requests per job that may be used; absent, told and not judged. */
  readonly requestsAtMost?: number;
}

interface Job {
  readonly app: string;
  readonly image: string;
}

type Deploy = (github: LocalGitHub, token: Token, job: Job) => Promise<boolean>;

const sharedFile = "overlays/dev/kustomization.yaml";

/** What the guides paste into a workflow, with five tries. */
const loop = `
set -e
git clone --quiet "$URL" repo && cd repo
git config user.name ci && git config user.email ci@example.com
(cd "apps/$APP/overlays/dev" && "$KUSTOMIZE" edit set image "$APP=$IMAGE")
git commit --quiet -am "deploy $APP"
for try in 1 2 3 4 5; do
  git push --quiet origin HEAD:main 2>/dev/null && exit 0
  git pull --quiet --rebase origin main 2>/dev/null || exit 1
done
exit 1
`;

const kustomize = realPart("kustomize");

/** Plays a scene with our action, and with the loop of the guides where kustomize is there. */
export async function playScene(scene: Scene): Promise<void> {
  await play("update-overlay", scene, byAction);
  if (kustomize !== undefined && scene.besideGit) await play("git loop, 5 tries", scene, byGit);
}

async function play(way: string, scene: Scene, deploy: Deploy): Promise<void> {
  const { jobs, windowSeconds, sameFile, limits } = scene;
  await using github = await LocalGitHub.start({ latency: { read: 100, write: 400 } });
  if (limits) github.limits.secondary = 403;
  else github.limits.numbers.perHour.app = Number.POSITIVE_INFINITY;
  const permissions = { contents: "write" } as const;
  const apps = Array.from({ length: jobs }, (_, index) => `service-${index}`);
  const repository = await github.createRepository("acme/gitops", { files: filesOf(apps, scene) });
  await github.createApp({ slug: "deploy-bot", permissions, installedOn: "acme" });
  const token = github.createToken({ kind: "app", login: "deploy-bot", permissions });

  const began = performance.now();
  const done = await Promise.all(
    apps.map(async (app, index) => {
      await sleep((index * windowSeconds * 1000) / jobs);
      return deploy(github, token, { app, image: build(app, "v2") });
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  const there = await Promise.all(apps.map((app) => isThere(repository, app, scene)));
  const count = (flags: readonly boolean[]): number => flags.filter(Boolean).length;
  const isOurs = deploy === byAction;
  const judged = (atMost: number | undefined): Pick<Figure, "atMost"> =>
    isOurs && atMost !== undefined ? { atMost } : {};
  const title = `${way}: ${jobs} jobs in ${windowSeconds} s${sameFile ? ", one file" : ""}${limits ? ", limits on" : ""}`;
  printFigures(title, [
    {
      what: "lost (said done, is not there)",
      value: count(done.map((said, index) => said && !there[index])),
      unit: "",
      ...judged(0),
    },
    { what: "failed", value: jobs - count(done), unit: "", ...judged(0) },
    {
      what: "requests per landed update",
      value: github.requests.all.length / count(there),
      unit: "",
      ...judged(scene.requestsAtMost),
    },
    { what: "all done after", value: seconds, unit: "s" },
  ]);
}

function filesOf(apps: readonly string[], { sameFile }: Scene): Record<string, string> {
  const entries = apps.map((app) => `- name: ghcr.io/acme/${app}\n  newTag: v1\n`);
  return sameFile ? { [sharedFile]: `images:\n${entries.join("")}` } : gitopsRepository({ apps });
}

async function isThere(repository: Repository, app: string, { sameFile }: Scene): Promise<boolean> {
  if (!sameFile) {
    const text = await repository.file(`apps/${app}/overlays/dev/kustomization.yaml`);
    return text?.includes("newTag: v2") === true;
  }
  const text = await repository.file(sharedFile);
  return text?.includes(`/${app}\n  newTag: v2\n`) === true;
}

async function byAction(github: LocalGitHub, token: Token, { image }: Job): Promise<boolean> {
  const inputs =
    github.limits.secondary !== "off" ? { image, "timeout-seconds": "3600" } : { image };
  const run = await updateOverlay({ github, token }, inputs);
  if (run.exitCode !== 0) console.log(run.annotations[0]?.message);
  return run.exitCode === 0;
}

function byGit(github: LocalGitHub, token: Token, { app, image }: Job): Promise<boolean> {
  const env = { KUSTOMIZE: kustomize, APP: app, IMAGE: image };
  return runGitFlow(loop, { github, token, env });
}
