import { type Place, UserError } from "../errors.ts";
import { parseInstant } from "./instant.ts";
import type { Stop } from "./stop.ts";

/** A range of time in which nothing is promoted, from the configuration. */
export interface Freeze extends Stop {
  readonly until: Date;
  /** Names of environments; empty means every environment. */
  readonly environments: readonly string[];
}

/** A freeze as the configuration states it. */
export interface FreezeSpec {
  readonly from: string;
  readonly until: string;
  readonly reason: string;
  readonly environments?: readonly string[] | undefined;
  readonly place?: Place | undefined;
}

/**
 * The freeze, its times read.
 * @throws `freeze-invalid`, at the freeze's place: a time that is no instant, or an end not after the start
 */
export function parseFreeze({ from, until, reason, environments = [], place }: FreezeSpec): Freeze {
  const since = instant("from", from, place);
  const end = instant("until", until, place);
  if (end > since) return { reason, since, until: end, environments, place };
  throw new UserError("freeze-invalid", `freeze ends at ${until}, not after its start at ${from}`, {
    ...place,
    hint: 'Let "until" come after "from".',
  });
}

function instant(field: string, text: string, place: Place | undefined): Date {
  const date = parseInstant(text);
  if (date !== undefined) return date;
  throw new UserError(
    "freeze-invalid",
    `${field} of the freeze is ${JSON.stringify(text)}; expected an instant`,
    {
      ...place,
      hint: "Give date and time with an offset, for example 2026-12-20T00:00:00Z.",
    },
  );
}

/** The freezes that are for an environment; whether one is in force is another question. */
export function freezesOf(freezes: readonly Freeze[], environment: string): Freeze[] {
  return freezes.filter(
    ({ environments }) => environments.length === 0 || environments.includes(environment),
  );
}
