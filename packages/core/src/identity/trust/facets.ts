import {
  parseSubject,
  parseSubjectRepository,
  type SubjectPart,
  type SubjectRepository,
} from "../subject.ts";
import { hasWildcard, type Pattern } from "./pattern.ts";

/** Whose repositories get in, broadest first. `owner-prefix`: of owners whose names begin alike, which anybody can register. */
export const REACHES = ["anyone", "owner-prefix", "owner", "name-prefix", "repository"] as const;

/** When a repository's job gets in, broadest first. */
export const MOMENTS = [
  "any",
  "pull-request",
  "any-ref",
  "any-environment",
  "ref-pattern",
  "ref",
  "environment",
] as const;

/** What one condition proves of who gets in. What it says nothing about is as broad as can be. */
export interface Facets {
  readonly reach: (typeof REACHES)[number];
  /** {@link reach} in words. */
  readonly who: string;
  readonly moment: (typeof MOMENTS)[number];
  /** {@link moment} in words. */
  readonly when: string;
  /** Whether an id is asked for, which GitHub never gives twice. */
  readonly ids: boolean;
  /** Whether one workflow at one ref is asked for. */
  readonly workflow: boolean;
}

const NOTHING: Facets = {
  reach: "anyone",
  who: "any repository on GitHub",
  moment: "any",
  when: "any branch, tag, pull request or environment",
  ids: false,
  workflow: false,
};

const PULL_REQUESTS = { moment: "pull-request", when: "pull requests" } as const;

/** What a claim proves by fitting the pattern; undefined when no token ever fits. */
export function facetsOf(claim: string, { text }: Pattern): Facets | undefined {
  return claim === "sub" ? subjectFacets(text) : { ...NOTHING, ...claimFacets(claim, text) };
}

function subjectFacets(text: string): Facets | undefined {
  const { repository, parts } = parseSubject(text);
  if (parts.some(({ kind }) => kind === "unknown")) return undefined;
  const named = { ...NOTHING, ...(repository === undefined ? {} : repositoryFacets(repository)) };
  return parts.map(partFacets).reduce<Facets>(strongest, named);
}

function partFacets(part: SubjectPart): Facets {
  if (part.kind === "pull-request") return { ...NOTHING, ...PULL_REQUESTS };
  return { ...NOTHING, ...(part.kind === "claim" ? claimFacets(part.claim, part.value) : {}) };
}

function claimFacets(claim: string, text: string): Partial<Facets> {
  switch (claim) {
    case "repository":
      return repositoryFacets(parseSubjectRepository(text));
    case "repository_owner":
      return { reach: ownerReach(text), who: `any repository of ${text}` };
    default:
      return hasWildcard(text) ? patternFacets(claim, text) : exactFacets(claim, text);
  }
}

function exactFacets(claim: string, text: string): Partial<Facets> {
  switch (claim) {
    case "repository_id":
      return { reach: "repository", who: `the repository with id ${text}`, ids: true };
    case "repository_owner_id":
      return { reach: "owner", who: `any repository of owner id ${text}`, ids: true };
    case "environment":
      return { moment: "environment", when: `environment ${text}` };
    case "ref":
      return { moment: "ref", when: text };
    case "workflow_ref":
      return text.includes("@refs/") ? { moment: "ref", when: `workflow ${text}` } : {};
    case "ref_protected":
      return text === "true" ? { moment: "ref", when: "any protected ref" } : {};
    case "event_name":
      return text === "pull_request"
        ? PULL_REQUESTS
        : { moment: "any-ref", when: `any ref on ${text}` };
    case "job_workflow_ref":
      return { workflow: text.includes("@") };
    case "job_workflow_sha":
      return { workflow: true };
    default:
      return {};
  }
}

function patternFacets(claim: string, text: string): Partial<Facets> {
  if (claim === "environment") {
    return { moment: "any-environment", when: `any environment that fits ${text}` };
  }
  if (claim !== "ref") return {};
  // A folder of branches, and tags that begin alike, are what a ruleset protects; the rest reaches beyond it.
  const isProtectable = /^refs\/heads\/[^*?]+\/\*+$|^refs\/tags\/[^*?]+\*$/.test(text);
  return { moment: isProtectable ? "ref-pattern" : "any-ref", when: `any ref that fits ${text}` };
}

function repositoryFacets({ owner, ownerId, name, nameId }: SubjectRepository): Partial<Facets> {
  const reach = ownerReach(owner);
  if (reach !== "owner") return { reach, who: `any repository that fits ${owner}/${name}` };
  if (name === "*") return { reach, who: `any repository of ${owner}`, ids: isId(ownerId) };
  if (hasWildcard(name))
    return { reach: "name-prefix", who: `any repository that fits ${owner}/${name}` };
  return { reach: "repository", who: `${owner}/${name}`, ids: isId(ownerId) && isId(nameId) };
}

function isId(text: string | undefined): boolean {
  return text !== undefined && /^\d+$/.test(text);
}

function ownerReach(owner: string): Facets["reach"] {
  if (!hasWildcard(owner)) return "owner";
  return /^[*?]/.test(owner) ? "anyone" : "owner-prefix";
}

/** What two conditions prove together. */
function strongest(one: Facets, other: Facets): Facets {
  const nearer = REACHES.indexOf(other.reach) > REACHES.indexOf(one.reach) ? other : one;
  const narrower = MOMENTS.indexOf(other.moment) > MOMENTS.indexOf(one.moment) ? other : one;
  return {
    reach: nearer.reach,
    who: nearer.who,
    moment: narrower.moment,
    when: narrower.when,
    ids: one.ids || other.ids,
    workflow: one.workflow || other.workflow,
  };
}
