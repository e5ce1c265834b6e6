import type { Place } from "../../errors.ts";
import { parseSubject } from "../subject.ts";
import type { Facets } from "./facets.ts";
import type { TrustFinding } from "./finding.ts";
import { hasWildcard, type Pattern } from "./pattern.ts";
import type { Way } from "./way.ts";

/** What is proven of whoever takes a way in. */
export type Proven = Pick<Facets, "reach" | "moment" | "ids" | "workflow">;

/** Why no token ever fits a pattern. */
export function deadFindings(claim: string, { kind, text, place }: Pattern): TrustFinding[] {
  if (kind === "exact" && hasWildcard(text)) {
    return [
      {
        code: "wildcard-literal",
        severity: "error",
        place,
        message: `${claim} is compared as it is with ${JSON.stringify(text)}; a wildcard means itself here, so no token fits`,
        fix: "Write the value out. If a pattern is really meant, use StringLike in AWS, startsWith() in Google Cloud.",
      },
    ];
  }
  if (claim !== "sub") return [];
  const unknown = parseSubject(text).parts.find((part) => part.kind === "unknown");
  if (unknown?.kind !== "unknown") return [];
  if (unknown.after === "environment") {
    return [
      {
        code: "colon-unescaped",
        severity: "error",
        place,
        message: `in ${JSON.stringify(text)} the environment's name holds a colon; GitHub sends it as %3A, so no token fits`,
        fix: "Write %3A for each colon inside a name.",
      },
    ];
  }
  return [
    {
      code: "subject-shape",
      severity: "error",
      place,
      message: `no token's sub looks like ${JSON.stringify(text)}: ${JSON.stringify(unknown.word)} is no claim`,
      fix: "Write repo:OWNER/REPOSITORY:environment:NAME, ...:ref:refs/heads/BRANCH or ...:pull_request.",
    },
  ];
}

const BIND = "Name the repository, and the environment of the job, as the tighter trust does.";

/** What is wrong with whose repositories get in; `who` says which, `when` with which of their jobs. */
export function reachFindings(
  { reach, ids, workflow }: Proven,
  {
    who,
    when,
    place,
  }: { readonly who: string; readonly when: string; readonly place: Place | undefined },
): TrustFinding[] {
  switch (reach) {
    case "anyone":
      return [
        {
          code: "any-repository",
          severity: "error",
          place,
          message: `${who} gets in, those of strangers too`,
          fix: BIND,
        },
      ];
    case "owner-prefix":
      return [
        {
          code: "name-prefix",
          severity: "error",
          place,
          message: `${who} gets in; anybody can register an owner whose name begins so`,
          fix: `End the owner's name with a slash, without a wildcard. For the classic and the immutable form list both values. ${BIND}`,
        },
      ];
    case "owner":
      return [
        {
          code: "whole-organization",
          severity: workflow ? "warning" : "error",
          place,
          message: `${who} gets in, ${workflow ? "through the one workflow named" : `with ${when}`}`,
          fix: BIND,
        },
      ];
    case "name-prefix":
      return [
        {
          code: "name-prefix",
          severity: workflow ? "warning" : "error",
          place,
          message: `${who} gets in, the next one that somebody names so as well`,
          fix: "Name each repository in full; list several values.",
        },
      ];
    case "repository":
      return ids
        ? []
        : [
            {
              code: "name-reusable",
              severity: "warning",
              place,
              message: `${who} is known by its name alone; after a rename or a deletion somebody else can register that name`,
              fix: "Ask for repository_id too (in Google Cloud also repository_owner_id), or for the immutable sub: repo:OWNER@ID/REPOSITORY@ID:...",
            },
          ];
  }
}

/** What is wrong with when a job gets in; `when` says so in words. */
export function momentFindings(
  { reach, moment, workflow }: Proven,
  { when, place }: { readonly when: string; readonly place: Place | undefined },
): TrustFinding[] {
  const named = { place, severity: "warning" } as const;
  switch (moment) {
    case "any":
      return reach !== "repository" || workflow
        ? []
        : [
            {
              ...named,
              code: "any-context",
              severity: "error",
              message: `${when} of that repository gets in: everybody who may open a pull request from a branch of it`,
              fix: "Name the environment of the job, as the tighter trust does, or at least a branch.",
            },
          ];
    case "pull-request":
      return [
        {
          ...named,
          code: "pull-request",
          message: "pull requests get in before anybody has reviewed them",
          fix: "Give this role nothing but what checks need, and deploy with another one bound to an environment.",
        },
      ];
    case "any-ref":
      return [
        {
          ...named,
          code: "any-ref",
          message: `${when} gets in, so everybody who may push a branch or a tag`,
          fix: "Name the branch, or a folder of branches that a ruleset protects (refs/heads/release/*), or an environment.",
        },
      ];
    case "any-environment":
      return [
        {
          ...named,
          code: "any-environment",
          message: `${when} gets in; whoever pushes a workflow makes a new environment by naming it`,
          fix: "Name each environment in full.",
        },
      ];
    case "ref-pattern":
      return [
        {
          ...named,
          code: "any-ref",
          severity: "notice",
          message: `${when} gets in; that is as tight as the ruleset that protects these names`,
          fix: "Have a ruleset for exactly this pattern, or bind to an environment.",
        },
      ];
    case "ref":
    case "environment":
      return [];
  }
}

/** What is wrong with single claims. */
export function claimFindings({ constraints }: Way): TrustFinding[] {
  return constraints.flatMap(({ claim, any }): TrustFinding[] => {
    const [pattern] = any;
    if (claim === "actor" || claim === "actor_id") {
      return [
        {
          code: "actor-weak",
          severity: "notice",
          place: pattern?.place,
          message: `${claim} tells who started the run, not whose code runs; it does not make trust tighter`,
          fix: "Leave it, but do not rely on it: bind sub to an environment with reviewers.",
        },
      ];
    }
    const loose = any.find(({ text }) => hasWildcard(text));
    if (claim !== "job_workflow_ref" || loose === undefined) return [];
    return [
      {
        code: "workflow-not-pinned",
        severity: "warning",
        place: loose.place,
        message: `job_workflow_ref fits ${JSON.stringify(loose.text)}: a branch with a changed workflow fits as well`,
        fix: "Write the workflow with its ref: OWNER/REPOSITORY/.github/workflows/FILE.yml@refs/tags/v1.",
      },
    ];
  });
}
