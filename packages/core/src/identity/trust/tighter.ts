import type { Claims } from "../claims.ts";
import { parseSubject, parseSubjectRepository, subjectClaim } from "../subject.ts";
import { GITHUB_ISSUER } from "./github-issuer.ts";
import { hasWildcard } from "./pattern.ts";
import type { Way } from "./way.ts";

/**
 * The claims of the job that trust seems to be meant for: what its ways name, and words in capitals where
 * they name nothing. A policy made for them is the tighter one.
 */
export function intendedClaims(ways: readonly Way[]): Claims {
  const named = namedClaims(ways);
  const { owner, name } = parseSubjectRepository(named["repository"] ?? "OWNER/REPOSITORY");
  const environment = named["environment"] ?? "ENVIRONMENT";
  return {
    iss: `https://${GITHUB_ISSUER}`,
    aud: "sts.amazonaws.com",
    repository_id: "REPOSITORY_ID",
    repository_owner_id: "OWNER_ID",
    job_workflow_ref: `${owner}/${name}/.github/workflows/FILE.yml@refs/heads/main`,
    ...named,
    environment,
    sub: `repo:${owner}/${name}:environment:${environment}`,
  };
}

/** The claims that the ways name in full; the first way that names one counts. */
function namedClaims(ways: readonly Way[]): Claims {
  const patterns = ways.flatMap(({ constraints }) =>
    constraints.flatMap(({ claim, any }) => any.map(({ text }) => ({ claim, text }))),
  );
  const found = patterns.flatMap(({ claim, text }) =>
    claim === "sub" ? inSubject(text) : [[claim, text] as const],
  );
  const whole = found.filter(([, text]) => !hasWildcard(text));
  return Object.fromEntries(whole.toReversed());
}

function inSubject(text: string): (readonly [string, string])[] {
  const subject = parseSubject(text);
  const { owner, ownerId, name = "*", nameId } = subject.repository ?? {};
  const found = {
    repository: owner === undefined ? undefined : `${owner}/${name === "*" ? "REPOSITORY" : name}`,
    repository_owner_id: ownerId,
    repository_id: nameId,
    environment: subjectClaim(subject, "environment"),
    job_workflow_ref: subjectClaim(subject, "job_workflow_ref"),
  };
  return Object.entries(found).flatMap(([claim, value]) =>
    value === undefined ? [] : [[claim, value] as const],
  );
}
