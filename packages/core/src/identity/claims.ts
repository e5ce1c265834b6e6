/**
 * The claims of GitHub's id token as text, by name. None of them is a secret: the token's signature is, and
 * it is not here.
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export type Claims = Readonly<Record<string, string>>;

/** What trust is decided by and what a refusal shows, in this order. */
const SHOWN = [
  "iss",
  "aud",
  "sub",
  "repository",
  "repository_id",
  "repository_owner_id",
  "ref",
  "environment",
  "job_workflow_ref",
  "event_name",
  "actor",
] as const;

/** The claims in a token's payload: texts, numbers and truth values as text; a list is joined by commas. */
export function readClaims(payload: object): Claims {
  const entries = Object.entries(payload).filter(
    ([, value]) => ["string", "number", "boolean"].includes(typeof value) || Array.isArray(value),
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** The few claims that tell who asks, in the order to show them; a claim that is absent is left out. */
export function shownClaims(claims: Claims): Claims {
  return Object.fromEntries(
    SHOWN.flatMap((name) => {
      const value = claims[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Claims that GitHub puts into every token; the others depend on the job and the enterprise. */
const ALWAYS_PRESENT: ReadonlySet<string> = new Set([
  "iss",
  "aud",
  "sub",
  "actor",
  "actor_id",
  "event_name",
  "job_workflow_ref",
  "job_workflow_sha",
  "ref",
  "ref_protected",
  "ref_type",
  "repository",
  "repository_id",
  "repository_owner",
  "repository_owner_id",
  "repository_visibility",
  "run_attempt",
  "run_id",
  "run_number",
  "runner_environment",
  "sha",
  "workflow",
  "workflow_ref",
  "workflow_sha",
]);

/** Claims that only some tokens have. */
const SOMETIMES_PRESENT: ReadonlySet<string> = new Set([
  "base_ref",
  "check_run_id",
  "enterprise",
  "enterprise_id",
  "environment",
  "environment_node_id",
  "head_ref",
  "issuer_scope",
]);

/** How often a token has this claim. A custom property of the repository is `repo_property_NAME`. */
export function presence(claim: string): "always" | "sometimes" | "never" {
  if (ALWAYS_PRESENT.has(claim)) return "always";
  const some = SOMETIMES_PRESENT.has(claim) || claim.startsWith("repo_property_");
  return some ? "sometimes" : "never";
}
