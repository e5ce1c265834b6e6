import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "@gitops-actions/tooling/project";
import { parse } from "yaml";
import {
  type DeclaredInputs,
  type GitHubUrls,
  inputEnvironment,
  type RunContext,
  runnerEnvironment,
  usualContext,
} from "./runner-environment.ts";
import { parseRunnerFile } from "./runner-files.ts";
import {
  type Annotation,
  annotationsOf,
  parseWorkflowCommands,
  type WorkflowCommand,
} from "./workflow-commands.ts";

export interface RunBundleOptions {
  /** The inputs, as under `with:`; defaults come from `action.yml`. */
  readonly with?: Readonly<Record<string, string>>;
  /** More environment, as under `env:`. */
  readonly env?: Readonly<Record<string, string>>;
  readonly event?: { readonly name: string; readonly payload?: object };
  /** Where GitHub is; absent, at an address where nothing listens. */
  readonly github?: GitHubUrls;
  readonly context?: Partial<RunContext>;
  /** `GITHUB_WORKSPACE`; absent, an empty folder that is removed afterwards. */
  readonly cwd?: string;
  /** `RUNNER_TEMP`; absent, one that is removed afterwards. Give one where `post` needs files of `main`. */
  readonly runnerTemp?: string;
  /** Cancels the run as the runner does. */
  readonly signal?: AbortSignal;
  readonly phase?: "pre" | "main" | "post";
  /** What the earlier phase saved. */
  readonly state?: Readonly<Record<string, string>>;
}

export interface BundleRun {
  /** `null` when it was killed. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly commands: readonly WorkflowCommand[];
  readonly annotations: readonly Annotation[];
  /** Everything it asked to mask. */
  readonly masks: readonly string[];
  /** The titles of its log groups. */
  readonly groups: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly path: readonly string[];
  readonly summary: string;
  readonly milliseconds: number;
}

/** The runner cancels by SIGINT, waits, SIGTERM, waits, and kills. */
const cancellation = [
  { signal: "SIGINT", thenMilliseconds: 7_500 },
  { signal: "SIGTERM", thenMilliseconds: 2_500 },
  { signal: "SIGKILL", thenMilliseconds: 0 },
] as const;

/**
 * Runs the bundle of `actions/<name>` (or of the action in an absolute folder) on this Node as the runner
 * would: inputs and defaults, its environment and nothing of this machine's but `PATH`, fresh command
 * files. A bundle that is not built is an error.
 */
export async function runBundle(name: string, options: RunBundleOptions = {}): Promise<BundleRun> {
  const folder = mkdtempSync(join(tmpdir(), "run-bundle-"));
  try {
    return await runIn(folder, readAction(name, options.phase ?? "main"), options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runIn(
  folder: string,
  action: Action,
  options: RunBundleOptions,
): Promise<BundleRun> {
  const started = performance.now();
  const context = { ...usualContext, ...options.context };
  const places = makePlaces(folder, options);
  const files = makeCommandFiles(folder);
  const env = {
    ...runnerEnvironment(places, {
      context,
      github: options.github,
      eventName: options.event?.name ?? "push",
    }),
    ...inputEnvironment(action.inputs, { given: options.with ?? {}, context }),
    ...stateEnvironment(options.state ?? {}),
    ...files,
    ...options.env,
  };
  const ended = await start(action.entry, { cwd: places.workspace, env, signal: options.signal });

  const read = (file: string) => readFileSync(file, "utf8");
  const commands = parseWorkflowCommands(ended.stdout);
  const messagesOf = (command: string) =>
    commands.filter(({ name }) => name === command).map(({ message }) => message);
  return {
    ...ended,
    commands,
    annotations: annotationsOf(commands),
    masks: messagesOf("add-mask"),
    groups: messagesOf("group"),
    outputs: parseRunnerFile(read(files.GITHUB_OUTPUT)),
    state: parseRunnerFile(read(files.GITHUB_STATE)),
    env: parseRunnerFile(read(files.GITHUB_ENV)),
    path: read(files.GITHUB_PATH).split("\n").filter(Boolean),
    summary: read(files.GITHUB_STEP_SUMMARY),
    milliseconds: performance.now() - started,
  };
}

interface Action {
  readonly entry: string;
  readonly inputs: DeclaredInputs;
}

function readAction(name: string, phase: "pre" | "main" | "post"): Action {
  const folder = resolve(root, "actions", name);
  const { runs, inputs } = parse(readFileSync(join(folder, "action.yml"), "utf8"));
  if (runs[phase] === undefined) throw new Error(`action "${name}" has no ${phase} entry`);
  const entry = join(folder, runs[phase]);
  if (!existsSync(entry)) throw new Error(`${entry} is not built: run "npm run build"`);
  return { entry, inputs: inputs ?? {} };
}

function makePlaces(folder: string, { cwd, runnerTemp, event }: RunBundleOptions) {
  const eventPath = join(folder, "event.json");
  writeFileSync(eventPath, JSON.stringify(event?.payload ?? {}));
  const places = {
    workspace: cwd ?? join(folder, "workspace"),
    temp: runnerTemp ?? join(folder, "temp"),
    home: join(folder, "home"),
    toolCache: join(folder, "tools"),
  };
  for (const place of Object.values(places)) mkdirSync(place, { recursive: true });
  return { ...places, eventPath };
}

/** Empty files of this step, by the variable that names them. */
function makeCommandFiles(folder: string) {
  const fresh = (name: string) => {
    const file = join(folder, name);
    writeFileSync(file, "");
    return file;
  };
  return {
    GITHUB_OUTPUT: fresh("output"),
    GITHUB_STATE: fresh("state"),
    GITHUB_ENV: fresh("env"),
    GITHUB_PATH: fresh("path"),
    GITHUB_STEP_SUMMARY: fresh("summary"),
  };
}

function stateEnvironment(state: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(state).map(([key, value]) => [`STATE_${key}`, value]));
}

interface Start {
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly signal: AbortSignal | undefined;
}

async function start(
  entry: string,
  { cwd, env, signal }: Start,
): Promise<Pick<BundleRun, "exitCode" | "stdout" | "stderr">> {
  const child = spawn(process.execPath, [entry], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const printed = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      printed[stream] += text;
    });
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const cancel = () => cancelLikeTheRunner((name) => child.kill(name), ended);
  signal?.addEventListener("abort", cancel);
  if (signal?.aborted === true) cancel();
  const exitCode = await ended;
  signal?.removeEventListener("abort", cancel);
  return { exitCode, ...printed };
}

async function cancelLikeTheRunner(
  kill: (signal: NodeJS.Signals) => void,
  ended: Promise<unknown>,
): Promise<void> {
  let isOver = false;
  const over = ended.finally(() => {
    isOver = true;
  });
  for (const { signal, thenMilliseconds } of cancellation) {
    if (isOver) return;
    kill(signal);
    await Promise.race([over, sleep(thenMilliseconds, undefined, { ref: false })]);
  }
}
