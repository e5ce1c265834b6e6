import type { Claims } from "../claims.ts";
import { parseSubject, subjectClaim } from "../subject.ts";
import { hasWildcard, matchesLike } from "./pattern.ts";

/** A claim that does not fit what is wanted. */
export interface Mismatch {
  readonly claim: string;
  readonly wanted: readonly string[];
  /** Whether `*` and `?` are wildcards in what is wanted. */
  readonly like: boolean;
  readonly claims: Claims;
}

/** Why the token's claim does not fit, in a sentence; undefined where there is no more to say than that they differ. */
export function whyMismatch({ claim, wanted, like, claims }: Mismatch): string | undefined {
  const got = claims[claim];
  if (got === undefined) {
    return claim === "environment" ? "the job names none: add environment: to it" : undefined;
  }
  for (const value of wanted) {
    const why =
      whyValue(value, { claim, got, like }) ??
      (claim === "sub" ? whySubject(value, claims) : undefined);
    if (why !== undefined) return why;
  }
  return claim === "aud"
    ? `the step asks for this audience with "audience: ${wanted[0]}"`
    : undefined;
}

function whyValue(
  wanted: string,
  { claim, got, like }: { readonly claim: string; readonly got: string; readonly like: boolean },
): string | undefined {
  if (!like && hasWildcard(wanted) && matchesLike(wanted, got)) {
    return "a wildcard means itself under StringEquals and ==";
  }
  const fits = (value: string): boolean =>
    like ? matchesLike(wanted.toLowerCase(), value) : wanted.toLowerCase() === value;
  if (fits(got.toLowerCase())) return `${claim} differs in upper and lower case only`;
  if (fits(got.toLowerCase().replaceAll("%3a", ":"))) {
    return "a colon inside a name is %3A in the token";
  }
  return undefined;
}

/** Why a `sub` for the same repository does not fit. */
function whySubject(wanted: string, claims: Claims): string | undefined {
  const [ours, theirs] = [parseSubject(claims["sub"] ?? ""), parseSubject(wanted)];
  if (ours.repository === undefined || theirs.repository === undefined) return undefined;
  const name = ({ owner, name }: NonNullable<typeof ours.repository>): string =>
    `${owner}/${name}`.toLowerCase();
  const isSame = name(ours.repository) === name(theirs.repository);
  if (!isSame) return undefined;
  if (ours.repository.ownerId !== undefined && theirs.repository.ownerId === undefined) {
    return "the token has the immutable form of sub, with ids behind the names, as repositories made, renamed or transferred after 2026-07-15 do";
  }
  if (ours.repository.ownerId === undefined && theirs.repository.ownerId !== undefined) {
    return "the token has the classic form of sub, without ids: this repository was made before 2026-07-15 and has not opted in";
  }
  const environment = subjectClaim(ours, "environment");
  const wantsEnvironment = subjectClaim(theirs, "environment");
  if (environment !== undefined && wantsEnvironment === undefined) {
    return `the job names the environment ${environment}, so sub names that and no ref`;
  }
  if (environment === undefined && wantsEnvironment !== undefined) {
    return `the job names no environment: add "environment: ${wantsEnvironment}" to it`;
  }
  if (ours.parts.some(({ kind }) => kind === "pull-request")) {
    return "the run is for a pull request";
  }
  return undefined;
}
