import { UserError } from "../../errors.ts";

/** IAM takes 2 to 64 of these. */
const REFUSED = /[^\w+=,.@-]+/g;
const MAX_CHARACTERS = 64;

/**
 * A name for a role's session that leads from CloudTrail to the run: `checkout-1234567-1`. A long name of a
 * repository is cut, the run's id never.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function sessionName(run: {
  /** `owner/name` */
  readonly repository: string;
  readonly runId: string;
  readonly runAttempt: number;
}): string {
  const suffix = sanitized(`-${run.runId}-${run.runAttempt}`);
  const name = sanitized(run.repository.slice(run.repository.indexOf("/") + 1));
  return `${name.slice(0, MAX_CHARACTERS - suffix.length)}${suffix}`;
}

/** A session's name as somebody gave it. @throws `input-invalid` */
export function parseSessionName(text: string): string {
  if (/^[\w+=,.@-]{2,64}$/.test(text)) return text;
  throw new UserError(
    "input-invalid",
    `is ${JSON.stringify(text)}; expected 2 to 64 letters, digits or any of _+=,.@-`,
    { hint: "Leave it out for REPOSITORY-RUN-ATTEMPT." },
  );
}

function sanitized(text: string): string {
  return text.replace(REFUSED, "-");
}
