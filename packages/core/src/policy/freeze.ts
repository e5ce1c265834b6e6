import type { Freeze, FreezeException } from "../config/index.ts";
import type { Slot } from "../layout/index.ts";
import type { Gate } from "./decision.ts";
import { isInForce, type Stop } from "./stop.ts";
import { stopGate } from "./time-gate.ts";

/**
 * The freezes of a config as they stop an app in an environment: those of others are left out, and one
 * that an exception is recorded for begins when that ends, if ever.
 */
export function freezesOf(freezes: readonly Freeze[], slot: Slot): readonly Stop[] {
  return freezes.flatMap((freeze): readonly Stop[] => {
    if (!isMeant(freeze, slot)) return [];
    const exception = exceptionFor(freeze, slot);
    if (exception === undefined) return [freeze];
    if (exception.until === undefined) return [];
    return [{ ...freeze, since: later(freeze.since, exception.until) }];
  });
}

/** The gate of the freezes: waits while one is in force; what lets a change through all the same is named. */
export function freezeGate(freezes: readonly Freeze[], slot: Slot, now: Date): Gate {
  const gate = stopGate("freeze", freezesOf(freezes, slot), now);
  if (gate.state !== "pass") return gate;
  const excepted = freezes
    .filter((freeze) => isMeant(freeze, slot) && isInForce(freeze, now))
    .map((freeze) => `${freeze.reason}, ${exceptionText(exceptionFor(freeze, slot))}`);
  return excepted.length === 0 ? gate : { ...gate, reason: excepted.join("; ") };
}

function isMeant({ environments, apps }: Freeze, { app, environment }: Slot): boolean {
  const isHere = environments.length === 0 || environments.includes(environment);
  return isHere && (apps.length === 0 || apps.includes(app));
}

/** Of several exceptions the one that lasts longest. */
function exceptionFor(
  { exceptions }: Freeze,
  { app, environment }: Slot,
): FreezeException | undefined {
  return exceptions
    .filter(({ apps }) => apps.includes(app))
    .filter(({ environments: some }) => some.length === 0 || some.includes(environment))
    .sort((left, right) => endOf(right) - endOf(left))[0];
}

function endOf({ until }: FreezeException): number {
  return until?.getTime() ?? Number.MAX_SAFE_INTEGER;
}

function exceptionText(exception: FreezeException | undefined): string {
  if (exception === undefined) return "";
  const { reason, approvedBy, ticket } = exception;
  const by = [`approved by ${approvedBy}`, ticket].filter((part) => part !== undefined);
  return `with an exception: ${reason} (${by.join(", ")})`;
}

function later(left: Date, right: Date): Date {
  return left > right ? left : right;
}
