import { check } from "./check.ts";
import { compile } from "./compile.ts";
import { conditionEnvironment, timeEnvironment } from "./environment.ts";
import { Fault, faultAt } from "./fault.ts";
import { misreadIn } from "./misread.ts";
import { optimize } from "./optimize.ts";
import { parse } from "./parser.ts";
import { Run } from "./run.ts";
import { type Dictionary, Time, typeName, type Value } from "./value.ts";

/** A condition that was parsed, checked and compiled for results of one type. */
export interface Program {
  readonly source: string;
  /**
   * The value for a result of the type it was compiled for, at the moment `now`.
   * @throws `condition-failed`
   */
  readonly run: (result: Value, now: Date) => Value;
}

/**
 * The program of a condition for results of the type that `result` has. The type counts: a condition
 * that is right for a number may be an error for a vector, and the other way round.
 * @throws `condition-invalid`, with the message that Argo Rollouts v1.10.1 gives
 */
export function compileCondition(source: string, result: Value): Program {
  const run = prepare(source, conditionEnvironment(result));
  return { source, run: (value, now) => run(conditionEnvironment(value), now) };
}

/**
 * Whether the condition holds for the result of a measurement, exactly as Argo Rollouts v1.10.1
 * (expr-lang v1.17.7) sees it.
 * @throws `condition-invalid` when it cannot be compiled for results of that type, `condition-failed`
 * when the run fails or gives no bool; the message is the controller's
 */
export function evaluateCondition(source: string, result: Value, { now }: { now: Date }): boolean {
  const value = compileCondition(source, result).run(result, now);
  if (typeof value === "boolean") return value;
  const fault = new Fault(`expected bool, but got ${typeName(value)}`);
  throw faultAt("condition-failed", fault, { source, at: 0 });
}

/**
 * The instant that `start` or `end` of a Prometheus range query names: `now() - duration("5m")`.
 * @throws `condition-invalid`, `condition-failed`
 */
export function evaluateTime(source: string, { now }: { now: Date }): Date {
  const environment = timeEnvironment();
  const value = prepare(source, environment)(environment, now);
  if (value instanceof Time) return new Date(Number(value.nanoseconds / 1_000_000n));
  const fault = new Fault(`expected time.Time, but got ${typeName(value)}`);
  throw faultAt("condition-failed", fault, { source, at: 0 });
}

function prepare(
  source: string,
  sample: Dictionary,
): (environment: Dictionary, now: Date) => Value {
  const code = attempt("condition-invalid", { source, at: () => 0 }, () => {
    const written = parse(source);
    check(written, sample);
    const tree = optimize(written);
    return compile(tree, { variables: new Map(), misread: misreadIn(tree) });
  });
  return (environment, now) => {
    const run = new Run(now);
    return attempt("condition-failed", { source, at: () => run.at }, () =>
      code({ run, environment, variables: [], loop: undefined }),
    );
  };
}

function attempt<T>(
  code: "condition-invalid" | "condition-failed",
  { source, at }: { source: string; at: () => number },
  work: () => T,
): T {
  try {
    return work();
  } catch (fault) {
    if (fault instanceof Fault) throw faultAt(code, fault, { source, at: at() });
    throw fault;
  }
}
