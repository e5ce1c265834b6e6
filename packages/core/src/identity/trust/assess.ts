import type { Place } from "../../errors.ts";
import { type Facets, facetsOf, MOMENTS, REACHES } from "./facets.ts";
import type { TrustFinding, TrustRating } from "./finding.ts";
import { hasWildcard, type Pattern } from "./pattern.ts";
import type { Constraint, Way } from "./way.ts";
import {
  claimFindings,
  deadFindings,
  momentFindings,
  type Proven,
  reachFindings,
} from "./way-findings.ts";

/** How tight one way in is. */
export interface Assessment {
  readonly rating: TrustRating;
  /** The broadest job that gets in, in words. */
  readonly who: string;
  readonly findings: readonly TrustFinding[];
}

/** What a pattern proves, and the pattern to point at. */
interface Proof {
  readonly facets: Facets;
  readonly pattern: Pattern;
}

/** How tight a way in is, and what is wrong with it. */
export function assessWay(way: Way): Assessment {
  const dead = way.constraints.flatMap(({ claim, any }) =>
    any.flatMap((pattern) => deadFindings(claim, pattern)),
  );
  const living = way.constraints.map(proofsOf);
  if (living.some((proofs) => proofs.length === 0)) {
    return { rating: "closed", who: "nobody", findings: dead };
  }
  const reach = decisive(living, ({ reach }) => REACHES.indexOf(reach));
  const moment = decisive(living, ({ moment }) => MOMENTS.indexOf(moment));
  const proven = {
    reach: reach?.facets.reach ?? "anyone",
    moment: moment?.facets.moment ?? "any",
    ids: decisive(living, ({ ids }) => Number(ids))?.facets.ids ?? false,
    workflow: decisive(living, ({ workflow }) => Number(workflow))?.facets.workflow ?? false,
  };
  const place = { reach: placeOf(reach, way), moment: placeOf(moment, way) };
  const who = reach?.facets.who ?? "any repository on GitHub";
  const when = moment?.facets.when ?? "any branch, tag, pull request or environment";
  return {
    rating: rate(proven),
    who: `${who}, ${when}${proven.workflow ? ", through the one workflow named" : ""}`,
    findings: [
      ...dead,
      ...reachFindings(proven, { who, when, place: place.reach }),
      ...momentFindings(proven, { when, place: place.moment }),
      ...claimFindings(way),
    ],
  };
}

function rate({ reach, moment, ids, workflow }: Proven): TrustRating {
  const throughWorkflow = workflow && reach !== "anyone" && reach !== "owner-prefix";
  if (throughWorkflow && (reach !== "repository" || moment === "any")) return "good";
  if (reach !== "repository") return "too-broad";
  switch (moment) {
    case "any":
      return "too-broad";
    case "pull-request":
    case "any-ref":
    case "any-environment":
      return "ci-only";
    case "ref-pattern":
    case "ref":
      return "good";
    case "environment":
      return workflow && ids ? "best" : "better";
  }
}

function proofsOf({ claim, any }: Constraint): Proof[] {
  return any.flatMap((pattern) => {
    if (pattern.kind === "exact" && hasWildcard(pattern.text)) return [];
    const facets = facetsOf(claim, pattern);
    return facets === undefined ? [] : [{ facets, pattern }];
  });
}

/** The weakest pattern of each condition counts, since any of them will do; of the conditions the strongest, since all hold. */
function decisive(
  living: readonly (readonly Proof[])[],
  rank: (facets: Facets) => number,
): Proof | undefined {
  const by = (one: Proof, other: Proof): number => rank(one.facets) - rank(other.facets);
  return living
    .flatMap((proofs) => [...proofs].sort(by).slice(0, 1))
    .sort(by)
    .at(-1);
}

function placeOf(proof: Proof | undefined, { place }: Way): Place | undefined {
  return proof?.pattern.place ?? place;
}
