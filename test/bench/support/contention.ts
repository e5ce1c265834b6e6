import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { LocalGitHub, type Repository, type Token } from "../../support/github/index.ts";
import { gitopsRepository } from "../../support/gitops-repository.ts";
import { build } from "../../support/journey.ts";
import { realPart } from "../../support/real-parts.ts";
import { printFigures } from "./figures.ts";
import { runGitFlow } from "./git-flow.ts";
import type { JobOrder, JobResult, Start } from "./job-starter.ts";

/** So many CI jobs that finish within a window and write one branch. */
export interface Scene {
  readonly jobs: number;
  readonly windowSeconds: number;
  readonly sameFile?: boolean;
  /** Under GitHub's secondary limits. */
  readonly limits?: boolean;
  /** With a personal token, whose runs do not combine: compare-and-swap with jitter and nothing else. */
  readonly alone?: boolean;
  /** The loop of the guides runs beside it. */
  readonly besideGit?: boolean;
  /** API requests per job that may be used; absent, told and not judged. */
  readonly requestsAtMost?: number;
  /** All have to be done in so many times the window; absent, told and not judged. */
  readonly windowsAtMost?: number;
}

interface Job {
  readonly app: string;
  readonly image: string;
}

/** One way of writing; says of each job whether it holds itself for done. */
interface Way extends AsyncDisposable {
  deploy(job: Job): Promise<boolean>;
}

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

/**
 * Plays a scene with our action, and with the loop of the guides where kustomize is there. Returns how many
 * seconds our action took.
 */
export async function playScene(scene: Scene): Promise<number> {
  const name = scene.alone ? "update-overlay, not combining" : "update-overlay";
  const seconds = await play(name, scene, (github, token) => new ByAction(github, token));
  if (kustomize === undefined || !scene.besideGit) return seconds;
  const { jobs, windowSeconds } = scene;
  await play("git loop, 5 tries", { jobs, windowSeconds }, byGit);
  return seconds;
}

async function play(
  name: string,
  scene: Scene,
  start: (github: LocalGitHub, token: Token) => Way,
): Promise<number> {
  const { jobs, windowSeconds, sameFile, limits, requestsAtMost, windowsAtMost } = scene;
  await using github = await LocalGitHub.start({ latency: { read: 100, write: 400 } });
  if (limits) github.limits.secondary = 403;
  else github.limits.numbers.perHour.app = Number.POSITIVE_INFINITY;
  const permissions = { contents: "write" } as const;
  const apps = Array.from({ length: jobs }, (_, index) => `service-${index}`);
  const repository = await github.createRepository("acme/gitops", {
    files: filesOf(apps, scene),
    collaborators: { ci: "write" },
  });
  await github.createApp({ slug: "deploy-bot", permissions, installedOn: "acme" });
  const token = scene.alone
    ? github.createToken({ kind: "user", login: "ci", permissions })
    : github.createToken({ kind: "app", login: "deploy-bot", permissions });

  await using way = start(github, token);

  const began = performance.now();
  const done = await Promise.all(
    apps.map(async (app, index) => {
      await sleep((index * windowSeconds * 1000) / jobs);
      return way.deploy({ app, image: build(app, "v2") });
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  const there = await Promise.all(apps.map((app) => isThere(repository, app, scene)));
  const count = (flags: readonly boolean[]): number => flags.filter(Boolean).length;
  const title = `${name}: ${jobs} jobs in ${windowSeconds} s${sameFile ? ", one file" : ""}${limits ? ", limits on" : ""}`;
  const { all } = github.requests;
  const lost = count(done.map((said, index) => said && !there[index]));
  const failed = jobs - count(done);
  const mustNot = way instanceof ByAction ? { atMost: 0 } : {};
  const writes = all.filter(({ kind, status }) => kind === "write" && status < 300);
  printFigures(title, [
    { what: "lost (said done, is not there)", value: lost, unit: "", ...mustNot },
    { what: "failed", value: failed, unit: "", ...mustNot },
    {
      what: "requests per landed update",
      value: all.length / count(there),
      unit: "",
      ...(requestsAtMost === undefined ? {} : { atMost: requestsAtMost }),
    },
    { what: "of them writes", value: writes.length / count(there), unit: "" },
    {
      what: "all done after",
      value: seconds,
      unit: "s",
      ...(windowsAtMost === undefined ? {} : { atMost: windowsAtMost * windowSeconds }),
    },
  ]);
  return seconds;
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

/** The action, each job a process of the bundle, started by a process of its own. */
class ByAction implements Way {
  readonly #starter: ChildProcess;
  readonly #waiting = new Map<number, (result: JobResult) => void>();
  readonly #inputs: Readonly<Record<string, string>>;

  constructor(github: LocalGitHub, token: Token) {
    const { apiUrl, graphqlUrl, serverUrl } = github;
    const where: Start = { urls: { apiUrl, graphqlUrl, serverUrl }, token: token.value };
    this.#starter = fork(new URL("job-starter.ts", import.meta.url), [JSON.stringify(where)]);
    this.#starter.on("message", (result: JobResult) => this.#waiting.get(result.id)?.(result));
    this.#inputs = github.limits.secondary === "off" ? {} : { "timeout-seconds": "3600" };
  }

  async deploy({ image }: Job): Promise<boolean> {
    const id = this.#waiting.size;
    const order: JobOrder = { id, inputs: { ...this.#inputs, image } };
    const { exitCode, message } = await new Promise<JobResult>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#starter.send(order);
    });
    if (exitCode !== 0) console.log(message);
    return exitCode === 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#starter.disconnect();
    await once(this.#starter, "exit");
  }
}

/** The loop of the guides. */
function byGit(github: LocalGitHub, token: Token): Way {
  return {
    deploy: ({ app, image }) =>
      runGitFlow(loop, { github, token, env: { KUSTOMIZE: kustomize, APP: app, IMAGE: image } }),
    [Symbol.asyncDispose]: async () => {},
  };
}
