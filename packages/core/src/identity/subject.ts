import { presence } from "./claims.ts";

/** Whose repository a `sub` is about. Ids stand only in the immutable form. Each part may hold wildcards in a pattern. */
export interface SubjectRepository {
  readonly owner: string;
  readonly ownerId: string | undefined;
  readonly name: string;
  readonly nameId: string | undefined;
}

/**
 * What is behind the repository in a `sub`, or in a pattern for one:
 * - `open`: a wildcard where a key would stand, so anything may follow
 * - `unknown`: a word that is neither claim nor context, so that no token has this `sub`
 */
export type SubjectPart =
  | { readonly kind: "claim"; readonly claim: string; readonly value: string }
  | { readonly kind: "pull-request" }
  | { readonly kind: "open" }
  | { readonly kind: "unknown"; readonly word: string; readonly after: string | undefined };

export interface Subject {
  /** undefined in a customised `sub` that leaves `repo` out. */
  readonly repository: SubjectRepository | undefined;
  readonly parts: readonly SubjectPart[];
}

/**
 * The parts of a `sub`, or of a pattern for one with `*` and `?`. GitHub writes `key:value` pairs and turns
 * every colon inside a value into `%3A`: `repo:O/R:environment:E`, `repo:O@1/R@2:ref:refs/heads/B`,
 * `repo:O/R:pull_request`, and whatever pairs an organisation's template adds.
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export function parseSubject(text: string): Subject {
  const words = text.split(":");
  const parts: SubjectPart[] = [];
  let repository: SubjectRepository | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const [key = "", value] = [words[at], words[at + 1]];
    if (/[*?]/.test(key)) {
      parts.push({ kind: "open" });
      break;
    }
    if (key === "pull_request") {
      parts.push({ kind: "pull-request" });
      continue;
    }
    if (value === undefined || (key !== "repo" && presence(key) === "never")) {
      parts.push({ kind: "unknown", word: key, after: words[at - 2] });
      break;
    }
    if (key === "repo") repository = parseSubjectRepository(value);
    else parts.push({ kind: "claim", claim: key, value });
    at += 1;
  }
  return { repository, parts };
}

/** `O/R` or `O@1/R@2`; without a slash the text is the owner, and the name is whatever a wildcard leaves open. */
export function parseSubjectRepository(text: string): SubjectRepository {
  const slash = text.indexOf("/");
  const [owner = "", ownerId] = (slash < 0 ? text : text.slice(0, slash)).split("@");
  const [name = "", nameId] = (slash < 0 ? "*" : text.slice(slash + 1)).split("@");
  return { owner, ownerId, name, nameId };
}

/** The value of a claim inside a `sub`; undefined where it is not in there. */
export function subjectClaim({ parts }: Subject, claim: string): string | undefined {
  const part = parts.find((candidate) => candidate.kind === "claim" && candidate.claim === claim);
  return part?.kind === "claim" ? part.value : undefined;
}
