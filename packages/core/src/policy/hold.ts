import { UserError } from "../errors.ts";
import { type OwnedStop, printFields, readStopFields, STOP_FIELDS } from "./stop-file.ts";

/** What a hold is for: one application in one environment. */
export interface HoldSubject {
  readonly app: string;
  readonly environment: string;
}

/**
 * Keeps an application out of an environment: no promotion is opened, and every pull request that touches it
 * there waits, people's too. It is read from the base branch, so the way back enters before it or once it is lifted.
 */
export interface Hold extends OwnedStop, HoldSubject {}

const FOLDER = ".gitops/holds";

/** One segment of a path, and never one that leads elsewhere. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

/**
 * Where the hold of an application in an environment stands: `.gitops/holds/prod-eu/payments.yaml`.
 * @throws `hold-invalid`: a name that is no file name
 */
export function holdPath({ app, environment }: HoldSubject): string {
  const wrong = [environment, app].find((name) => !NAME.test(name));
  if (wrong === undefined) return `${FOLDER}/${environment}/${app}.yaml`;
  throw new UserError("hold-invalid", `name ${JSON.stringify(wrong)} cannot be part of a path`, {
    hint: 'A name starts with a letter, a digit or "_", and goes on with these, ".", "-" and "_".',
  });
}

/**
 * The hold that a file holds: `app`, `environment`, `reason`, `owner` and `since`, optionally `until` and
 * `ticket`. A file that cannot be read must not pass for "no hold", so it throws.
 * @throws `hold-invalid`, with the line
 */
export function readHold(text: string, file: string): Hold {
  const source = { text, file, code: "hold-invalid" } as const;
  const fields = readStopFields(source, ["app", "environment", ...STOP_FIELDS]);
  return { app: fields.text("app"), environment: fields.text("environment"), ...fields.stop() };
}

/** The text of a hold file; {@link readHold} reads it back. */
export function printHold({ app, environment, reason, owner, since, until, ticket }: Hold): string {
  return printFields({ app, environment, reason, owner, since, until, ticket });
}

/** The holds of one application in one environment. */
export function holdsOf(holds: readonly Hold[], { app, environment }: HoldSubject): Hold[] {
  return holds.filter((hold) => hold.app === app && hold.environment === environment);
}
