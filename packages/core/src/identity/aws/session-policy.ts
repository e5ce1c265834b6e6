import { UserError } from "../../errors.ts";

/** STS takes as many characters; the packed size, which it alone knows, may be too large before that. */
const MAX_CHARACTERS = 2048;

/**
 * A policy for a session, in JSON without the blanks that would count against its limit.
 * @throws `session-policy-invalid`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
 */
export function parseSessionPolicy(text: string): string {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError("session-policy-invalid", `is no JSON: ${why}`, {
      hint: 'Give a policy: {"Version": "2012-10-17", "Statement": [...]}.',
      cause,
    });
  }
  if (typeof policy !== "object" || policy === null || !("Statement" in policy)) {
    throw new UserError("session-policy-invalid", "has no Statement; expected a policy of IAM", {
      hint: 'Give a policy: {"Version": "2012-10-17", "Statement": [...]}.',
    });
  }
  const compact = JSON.stringify(policy);
  if (compact.length <= MAX_CHARACTERS) return compact;
  throw new UserError(
    "session-policy-invalid",
    `has ${compact.length} characters without blanks; AWS takes at most ${MAX_CHARACTERS}`,
    { hint: "Make it a managed policy, and name that in managed-session-policies." },
  );
}

/** The ARN of a managed policy. @throws `session-policy-invalid` */
export function parsePolicyArn(text: string): string {
  if (/^arn:aws[\w-]*:iam::(?:aws|\d{12}):policy\/[\w+=,.@/-]+$/.test(text)) return text;
  throw new UserError(
    "session-policy-invalid",
    `is ${JSON.stringify(text)}; expected arn:aws:iam::ACCOUNT:policy/NAME`,
    { hint: "Copy the ARN from the policy's page in the IAM console." },
  );
}
