import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { UserError } from "@gitops-actions/core/errors";
import { button } from "./commands/button.ts";
import { check } from "./commands/check.ts";
import { doctor } from "./commands/doctor.ts";
import { init } from "./commands/init.ts";
import { plan } from "./commands/plan.ts";
import { hold, lock, release, type StopContext } from "./commands/stops.ts";
import { trust } from "./commands/trust.ts";
import { why } from "./commands/why.ts";
import { windows } from "./commands/windows.ts";
import { openWorkingCopy, workingFolder } from "./repository.ts";
import type { Screen } from "./screen.ts";
import { SUITE } from "./starter.ts";

const HELP = `gitops: what a GitOps repository's promotion policy says, on a working copy

  gitops plan [--all] [--json]           what could move where now, what waits for what, what is stuck
  gitops why APP ENV [--json]            one answer, gate by gate, and when anything changes next
  gitops windows [--days 7]              when environments may be synced, and what is wrong with their windows
  gitops check BASE..HEAD [--json]       commits that entered a frozen environment; fails when one is by a bot
  gitops hold APP ENV --reason "..."     keep an app from being promoted there   [--until 4h] [--ticket T]
  gitops lock [ENV ...] --reason "..." --until 4h    no pull request enters the environments
  gitops release APP ENV | --lock        lift a hold, or the lock
  gitops doctor                          what would fail or be unsafe before the first promotion
  gitops init [--write]                  a config and workflows for the layout that is found
  gitops button [--write]                this repository's apps in the lists of promote.yml and verify.yml
  gitops trust FILE [--json]             how tight a cloud's trust in GitHub is; fails when it is too broad

  --repo DIR      the working copy; the one this folder is in by default
  --suite NAME    owner/name that publishes these actions, for init and button
  --deploy-app NAME   the GitHub App that writes, as its URL calls it, for the config of init
  --owner NAME    who is to be asked about a hold or lock; you by default

Verifications are read from GitHub when GITHUB_TOKEN is set and origin leads there.
`;

const OPTIONS = {
  all: { type: "boolean", default: false },
  "deploy-app": { type: "string" },
  days: { type: "string", default: "7" },
  help: { type: "boolean", short: "h", default: false },
  json: { type: "boolean", default: false },
  lock: { type: "boolean", default: false },
  owner: { type: "string" },
  reason: { type: "string" },
  repo: { type: "string" },
  suite: { type: "string", default: SUITE },
  ticket: { type: "string" },
  until: { type: "string" },
  write: { type: "boolean", default: false },
} as const;

type Words = ReturnType<typeof parseWords>;

/** The command line's words: options by name, the rest in order. @throws `input-invalid` */
function parseWords(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new UserError("input-invalid", message, {
      hint: "`gitops --help` lists the commands and options.",
      cause,
    });
  }
}

/** Runs one command; the exit code is 1 when it failed. */
export async function gitops(
  args: readonly string[],
  {
    screen,
    now,
    env,
  }: { readonly screen: Screen; readonly now: Date; readonly env: NodeJS.ProcessEnv },
): Promise<void> {
  const words = parseWords(args);
  const { values, positionals } = words;
  const [command, ...rest] = positionals;
  if (values.help || command === undefined) {
    screen.write(HELP);
    return;
  }
  const folder = workingFolder(values.repo);
  const context: StopContext = { folder, screen, now, user: userName() };
  switch (command) {
    case "plan":
      return plan(await openWorkingCopy(folder, { env, now }), {
        screen,
        now,
        json: values.json,
        all: values.all,
      });
    case "why":
      return why(await openWorkingCopy(folder, { env, now }), pair(command, rest), {
        screen,
        now,
        json: values.json,
      });
    case "windows":
      return windows(await openWorkingCopy(folder, { env, now }), {
        screen,
        now,
        days: daysOf(values.days),
      });
    case "hold":
      return hold(pair(command, rest), stopWords(words), context);
    case "lock":
      return lock(rest, stopWords(words), context);
    case "release":
      return release(values.lock ? "lock" : pair(command, rest), context);
    case "doctor":
      return doctor(folder, { screen, now, env });
    case "init":
    case "button": {
      const copy = await openWorkingCopy(folder, { env, now });
      const files = { folder, screen, write: values.write, suite: values.suite };
      if (command === "button") return button(copy, files);
      return init(copy, { ...files, deployApp: appName(values["deploy-app"]) });
    }
    case "trust":
      return trust(only(rest, { what: "file", usage: "gitops trust FILE" }), {
        screen,
        json: values.json,
      });
    case "check":
      return check(
        await openWorkingCopy(folder, { env: {}, now }),
        only(rest, { what: "range", usage: "gitops check BASE..HEAD" }),
        {
          screen,
          json: values.json,
        },
      );
    default:
      throw new UserError("input-invalid", `there is no command "${command}"`, {
        hint: "`gitops --help` lists the commands.",
      });
  }
}

function stopWords({ values: { reason, owner, until, ticket } }: Words) {
  return { reason, owner, until, ticket };
}

function pair(command: string, words: readonly string[]): readonly [string, string] {
  const [app, environment] = words;
  if (app !== undefined && environment !== undefined && words.length === 2)
    return [app, environment];
  throw new UserError(
    "input-invalid",
    `"gitops ${command}" wants an app and an environment; found ${words.length} words`,
    {
      hint: `Write: gitops ${command} APP ENV`,
    },
  );
}

/** The one word that a command takes. @throws `input-invalid` */
function only(
  words: readonly string[],
  { what, usage }: { readonly what: string; readonly usage: string },
): string {
  const [word] = words;
  if (word !== undefined && words.length === 1) return word;
  throw new UserError(
    "input-invalid",
    `the command wants one ${what}; found ${words.length} words`,
    {
      hint: `Write: ${usage}`,
    },
  );
}

function daysOf(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= 366) return days;
  throw new UserError(
    "input-invalid",
    `--days is ${JSON.stringify(text)}; expected a whole number from 1 to 366`,
    {
      hint: "Write --days 7.",
    },
  );
}

/** An App's name as its URL has it. @throws `input-invalid` */
function appName(text: string | undefined): string | undefined {
  const name = text?.replace(/\[bot\]$/, "");
  if (name === undefined || /^[a-z0-9][a-z0-9-]*$/.test(name)) return name;
  throw new UserError(
    "input-invalid",
    `--deploy-app is ${JSON.stringify(text)}; expected its name`,
    {
      hint: "Write it as in the App's URL, github.com/apps/acme-deploy: --deploy-app acme-deploy.",
    },
  );
}

function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined; // a user without an entry in the password file
  }
}
