import { error as annotateError, debug, warning } from "@actions/core";
import { UserError } from "@gitops-actions/core/errors";
import { type RunContext, runContext } from "./context.ts";
import { type InputValues, type Parsers, readInputs } from "./inputs.ts";
import { inert, type Log, stepLog } from "./log.ts";
import { maskInputs } from "./mask.ts";
import { honourProxy } from "./proxy.ts";
import { type Report, writeAnnotations, writeOutputs, writeSummary } from "./report.ts";

/** What `npm run gen` writes from an action.yml. */
export interface ActionDefinition<Input extends string = string, Output extends string = string> {
  readonly name: string;
  readonly inputs: readonly Input[];
  readonly outputs: readonly Output[];
}

/** What main gets to see of the runner. */
export interface Runner {
  readonly context: RunContext;
  readonly log: Log;
  /** Aborted with a `Cancelled` when the run is cancelled; main has five seconds from then. */
  readonly signal: AbortSignal;
}

/** The reason of the runner's signal when a person or a newer run cancelled this one. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}

/** The runner kills 7.5 seconds after its first signal; what main has not ended by then is ended here. */
const CANCEL_GRACE_MS = 5_000;

/**
 * Runs an action: masks its secrets, reads its inputs, calls `run`, and shows what it reports. A
 * `UserError` becomes an error annotation at its place with its hint; anything else is reported as a
 * bug of ours. Outputs, summary and exit code are set nowhere else.
 */
export function runAction<Input extends string, Output extends string, P extends Parsers<Input>>(
  definition: ActionDefinition<Input, Output>,
  action: {
    readonly inputs: P;
    run(inputs: InputValues<P>, runner: Runner): Promise<Report<Output>>;
  },
): void {
  void inFrame(definition, async (signal) => {
    maskInputs(definition.inputs);
    const inputs = readInputs(action.inputs);
    if (!(await honourProxy(process.env))) return;
    const runner = { context: runContext(process.env), log: stepLog, signal };
    const report = await action.run(inputs, runner);
    writeOutputs(report.outputs, report.result);
    writeAnnotations(report.annotations ?? []);
    writeSummary(report.summary);
    if (report.failure !== undefined) showFailure(report.failure);
  });
}

/**
 * Runs what an action has to undo after the job. It never fails the job: what it cannot undo is a warning.
 */
export function runPost(name: string, undo: (runner: Runner) => Promise<void>): void {
  const runner = {
    context: runContext(process.env),
    log: stepLog,
    signal: new AbortController().signal,
  };
  honourProxy(process.env)
    .then((goOn) => (goOn ? undo(runner) : undefined))
    .catch((error: unknown) => {
      warning(`${name} could not clean up: ${error instanceof Error ? error.message : error}`);
    });
}

async function inFrame(
  definition: ActionDefinition,
  body: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const cancellation = new AbortController();
  const cancel = (): void => {
    cancellation.abort(new Cancelled("The run was cancelled."));
    setTimeout(() => process.exit(1), CANCEL_GRACE_MS).unref();
  };
  process.once("SIGINT", cancel);
  process.once("SIGTERM", cancel);
  try {
    await body(cancellation.signal);
  } catch (error) {
    showError(definition, error);
  } finally {
    process.removeListener("SIGINT", cancel);
    process.removeListener("SIGTERM", cancel);
  }
}

function showError(definition: ActionDefinition, error: unknown): void {
  const failure = error instanceof UserError || error instanceof Cancelled ? error : asBug(error);
  showFailure(failure);
  const code = failure instanceof UserError ? failure.code : failure.name;
  const hint = failure instanceof UserError ? failure.hint : "";
  const empty = Object.fromEntries(
    definition.outputs.filter((name) => name !== "result").map((name) => [name, ""]),
  );
  writeOutputs(empty, { error: { code, message: failure.message, hint } });
  const message = failure instanceof UserError ? failure.located : failure.message;
  writeSummary(`### ❌ ${definition.name} failed\n\n${indented(message)}\n\n${hint}\n`);
}

function showFailure(failure: Error): void {
  process.exitCode = 1;
  if (!(failure instanceof UserError)) {
    annotateError(failure.message);
    return;
  }
  const { file, line, column } = failure;
  annotateError(`${failure.located}\n${failure.hint}`, {
    title: failure.code,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { startLine: line }),
    ...(column === undefined ? {} : { startColumn: column }),
  });
}

function asBug(error: unknown): Error {
  const cause = error instanceof Error ? error : new Error(String(error));
  debug(inert(cause.stack ?? cause.message));
  if (cause.cause instanceof Error) debug(inert(cause.cause.stack ?? cause.cause.message));
  return new Error(
    `${cause.message}\nThis is a bug of gitops-actions. Re-run the job with debug logging and open an issue with its log.`,
  );
}

/** Text as a Markdown code block by indentation, which nothing inside can close. */
function indented(text: string): string {
  return text.replace(/^/gm, "    ");
}
