import { UserError } from "../errors.ts";
import type { Run } from "../evidence/index.ts";
import { parseImageReference, printImageReference } from "../image/index.ts";
import { parseLayout, parseName } from "../layout/index.ts";
import { parseKustomizeArg } from "../manifest/index.ts";
import type { UpdateRequest, UpdateTarget } from "../promotion/index.ts";
import { parseBranch, parsePath, parseRepository } from "../repository/index.ts";

/** What a run wants written, said so that any other run can decide on it as on its own inputs. */
export interface IntentRequest extends UpdateRequest {
  /** Path of the promotion config. */
  readonly configPath: string;
  /** Where the files are that it was decided on; what else the layout might mean was not there. */
  readonly paths: readonly string[];
  /** Write although a newer run of the workflow has written. */
  readonly allowOlder: boolean;
  /** Template of the commit's subject. */
  readonly message: string | undefined;
  readonly run: Run;
}

/** A request for one branch. */
export interface Intent extends IntentRequest {
  /** Without `refs/heads/`. */
  readonly branch: string;
}

/** First line of an intent's commit message: what it is, and the version of what follows. */
const HEADLINE = "gitops intent 1";

/** An intent is a few hundred characters; this holds those of some hundred apps. */
export const MAX_INTENT_CHARACTERS = 60_000;

/** The intent as the message of its commit. */
export function writeIntent(intent: Intent): string {
  const targets = intent.targets.map((target) =>
    "image" in target ? { ...target, image: printImageReference(target.image) } : target,
  );
  const { branch, environment, layout, expectedCurrent, configPath, paths } = intent;
  const { allowOlder, message, run } = intent;
  // Named one by one: a caller's request holds more than this.
  const said = {
    ...{ branch, environment, targets, layout, expectedCurrent },
    ...{ configPath, paths, allowOlder, message, run },
  };
  return `${HEADLINE}\n\n${JSON.stringify(said)}`;
}

/**
 * The intent in the message of its commit, every part checked as an input is. Who made it is another
 * question.
 * @throws `intent-invalid`
 */
export function readIntent(message: string): Intent {
  if (message.length > MAX_INTENT_CHARACTERS) {
    throw invalid(`it has ${message.length} characters; at most ${MAX_INTENT_CHARACTERS} are read`);
  }
  const [headline, json = ""] = message.trimEnd().split("\n\n");
  if (headline !== HEADLINE) throw invalid(`it does not begin with "${HEADLINE}"`);
  try {
    return asIntent(fields(JSON.parse(json)));
  } catch (error) {
    if (error instanceof UserError) {
      throw error.code === "intent-invalid" ? error : invalid(error.message, error);
    }
    if (error instanceof SyntaxError) throw invalid("it is no JSON", error);
    throw error;
  }
}

type Fields = Readonly<Record<string, unknown>>;

function asIntent(said: Fields): Intent {
  const { targets, paths } = said;
  if (!Array.isArray(targets) || targets.length === 0) throw invalid("it names no image");
  if (!Array.isArray(paths)) throw invalid('"paths" is no list');
  if (typeof said["allowOlder"] !== "boolean") throw invalid('"allowOlder" is no boolean');
  return {
    branch: parseBranch(text(said, "branch")),
    environment: parseName(text(said, "environment")),
    targets: targets.map((target) => asTarget(fields(target))),
    layout: optional(said, "layout", parseLayout),
    expectedCurrent: optional(said, "expectedCurrent"),
    configPath: parsePath(text(said, "configPath")),
    paths: paths.map((path) => parsePath(String(path))),
    allowOlder: said["allowOlder"],
    message: optional(said, "message"),
    run: asRun(fields(said["run"])),
  };
}

function asTarget(said: Fields): UpdateTarget {
  const app = parseName(text(said, "app"));
  const args = said["kustomizeArgs"];
  if (args === undefined) {
    const image = parseImageReference(text(said, "image"));
    return { app, image, entry: optional(said, "entry") };
  }
  if (!Array.isArray(args) || args.length === 0) throw invalid('"kustomizeArgs" is no list');
  const kustomizeArgs = args.map((argument) => String(argument));
  for (const argument of kustomizeArgs) parseKustomizeArg(argument);
  return { app, kustomizeArgs };
}

function asRun(said: Fields): Run {
  return {
    repository: parseRepository(text(said, "repository")),
    workflow: line(text(said, "workflow")),
    number: count(said, "number"),
    attempt: count(said, "attempt"),
    url: line(text(said, "url")),
  };
}

function fields(value: unknown): Fields {
  if (typeof value === "object" && value !== null) return { ...value };
  throw invalid("a part of it is no object");
}

function text(said: Fields, name: string): string {
  const value = said[name];
  if (typeof value === "string") return value;
  throw invalid(`"${name}" is no text`);
}

function optional(
  said: Fields,
  name: string,
  parse = (value: string): string => value,
): string | undefined {
  return said[name] === undefined ? undefined : parse(text(said, name));
}

function count(said: Fields, name: string): number {
  const value = said[name];
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw invalid(`"${name}" is no number of a run`);
}

/** Text that becomes a trailer: a second line in it could pass for another one. */
function line(value: string): string {
  if (!/\p{Cc}/u.test(value)) return value;
  throw invalid("a part of it has control characters");
}

function invalid(fault: string, cause?: unknown): UserError {
  return new UserError("intent-invalid", `not an intent: ${fault}`, {
    hint: "Only jobs of gitops-actions write below refs/gitops/; delete what others left there.",
    cause,
  });
}
