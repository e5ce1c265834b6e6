import { lstatSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "@gitops-actions/core/errors";
import { holdPath, LOCK_PATH, printHold, printLock } from "@gitops-actions/core/policy";
import type { Survey } from "@gitops-actions/core/promotion";
import { parseInstant, parseSpan } from "@gitops-actions/core/time";
import { surveyFolder } from "../repository.ts";
import type { Screen } from "../screen.ts";
import { unknown } from "../unknown-name.ts";

/** What `hold` and `lock` are told on the command line. */
export interface StopWords {
  readonly reason: string | undefined;
  readonly owner: string | undefined;
  /** An instant, or a span from now such as 4h. */
  readonly until: string | undefined;
  readonly ticket: string | undefined;
}

export interface StopContext {
  readonly folder: string;
  readonly screen: Screen;
  readonly now: Date;
  /** Who is at the keyboard, where --owner says nothing. */
  readonly user: string | undefined;
}

/** `gitops hold APP ENV`: writes the file that keeps the app from being promoted there. */
export function hold(
  [app, environment]: readonly [string, string],
  words: StopWords,
  context: StopContext,
): void {
  const { reason, owner, until, ticket } = stated(words, context);
  checkNames({ environments: [environment], app }, context);
  write(
    holdPath({ app, environment }),
    printHold({ app, environment, reason, owner, since: context.now, until, ticket }),
    context,
  );
}

/** `gitops lock [ENV ...]`: writes the emergency lock on pull requests, for all environments when none is named. It has to end. */
export function lock(
  environments: readonly string[],
  words: StopWords,
  context: StopContext,
): void {
  const { reason, owner, until, ticket } = stated(words, context);
  if (until === undefined) {
    throw new UserError("input-missing", "--until is missing; a lock has to end by itself", {
      hint: "Give an instant (2026-12-01T08:00:00Z) or a span from now (4h).",
    });
  }
  checkNames({ environments }, context);
  write(
    LOCK_PATH,
    printLock({ reason, owner, since: context.now, until, ticket, environments }),
    context,
  );
}

/** `gitops release APP ENV` or `gitops release --lock`: removes the file that hold or lock wrote. */
export function release(
  what: readonly [string, string] | "lock",
  { folder, screen }: StopContext,
): void {
  const path = what === "lock" ? LOCK_PATH : holdPath({ app: what[0], environment: what[1] });
  const file = join(folder, path);
  const text = readIfThere(file);
  if (text === undefined) {
    throw new UserError("input-invalid", `there is no ${path}: nothing is held`, {
      hint: "`gitops plan` shows what is held.",
    });
  }
  rmSync(file);
  screen.write(
    `Removed ${path}:\n${indent(text, "- ")}Commit it, by pull request where that is the rule.\n`,
  );
}

/**
 * Refuses names that nothing bears: a hold of `chekcout` would hold nothing. Where the repository cannot
 * be read the names are taken as they are, for an emergency does not wait for a config to be repaired.
 * @throws `input-invalid`
 */
function checkNames(
  { environments, app }: { readonly environments: readonly string[]; readonly app?: string },
  { folder, screen, now }: StopContext,
): void {
  const survey = surveyOrFault(folder, now);
  if (survey instanceof UserError) {
    screen.write(`The names are not checked: ${survey.located}\n`);
    return;
  }
  const known = [...survey.config.environments.keys()];
  for (const name of environments)
    if (!known.includes(name)) throw unknown("environment", name, known);
  const apps = survey.slots
    .filter(({ environment }) => environments.includes(environment))
    .map((slot) => slot.app);
  if (app !== undefined && !apps.includes(app)) throw unknown("app", app, apps);
}

function surveyOrFault(folder: string, now: Date): Survey | UserError {
  try {
    return surveyFolder(folder, now);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function stated({ reason, owner, until, ticket }: StopWords, { now, user }: StopContext) {
  const who = owner ?? user;
  if (reason === undefined || who === undefined) {
    const missing = reason === undefined ? "--reason" : "--owner";
    throw new UserError(
      "input-missing",
      `${missing} is missing; whoever finds it closed has to know why and whom to ask`,
      {
        hint: `Give ${missing} "...".`,
      },
    );
  }
  return {
    reason,
    owner: who,
    until: until === undefined ? undefined : instantOf(until, now),
    ticket,
  };
}

function instantOf(text: string, now: Date): Date {
  const span = parseSpan(text);
  const at = span === undefined ? parseInstant(text) : new Date(now.getTime() + span);
  if (at !== undefined && at > now) return at;
  throw new UserError(
    "input-invalid",
    `--until is ${JSON.stringify(text)}; expected an instant to come or a span`,
    {
      hint: "Write 2026-12-01T08:00:00Z or 4h.",
    },
  );
}

function write(path: string, text: string, { folder, screen }: StopContext): void {
  const file = join(folder, path);
  const before = readIfThere(file);
  mkdirSync(dirname(file), { recursive: true });
  refuseLinks(folder, path);
  writeFileSync(file, text);
  const removed = before === undefined ? "" : indent(before, "- ");
  screen.write(
    `Wrote ${path}:\n${removed}${indent(text, "+ ")}Commit it, by pull request where that is the rule.\n`,
  );
}

/** A working copy may hold links that lead out of it. */
function refuseLinks(folder: string, path: string): void {
  const file = join(folder, path);
  const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  const place = realpathSync(dirname(file));
  if (!isLink && place === join(realpathSync(folder), dirname(path))) return;
  throw new UserError("path-outside", "the path leads elsewhere by a symbolic link", {
    file: path,
    hint: "Replace the link by a file or folder.",
  });
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function indent(text: string, mark: string): string {
  return text.trimEnd().replace(/^/gm, `  ${mark}`).concat("\n");
}
