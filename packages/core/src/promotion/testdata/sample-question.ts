import type { VerificationRecord } from "../../evidence/index.ts";
import type { Question } from "../plan.ts";
import type { Pull, PullReview } from "../pull-request/index.ts";
import { surveyRepository, viewRepository } from "../view.ts";
import { windowGates } from "../window-gates.ts";

export const now = new Date("2026-11-21T12:00:00Z");

/** A digest that depends on nothing but a letter. */
export function digest(letter: string): string {
  return `sha256:${letter.repeat(64)}`;
}

export function overlayPath(app: string, environment: string): string {
  return `apps/${app}/overlays/${environment}/kustomization.yaml`;
}

/** A kustomization with one image, `letter` its digest. */
export function overlay(app: string, letter: string, more = ""): string {
  return `images:\n- name: ghcr.io/acme/${app}\n  newTag: v-${letter}\n  digest: ${digest(letter)}\n${more}`;
}

export const policy = `version: 1
environments:
  staging: {}
  prod: { from: staging, gates: { verified: {}, approvals: { count: 1 } } }
`;

/** A repository in which staging runs `b` of checkout and prod runs `a`. */
export function sampleFiles(): Map<string, string> {
  return new Map([
    [".gitops/promotion.yaml", policy],
    [overlayPath("checkout", "staging"), overlay("checkout", "b")],
    [overlayPath("checkout", "prod"), overlay("checkout", "a")],
  ]);
}

/** That staging was found good with an image. */
export function recordOf(app: string, letter: string): VerificationRecord {
  return {
    app,
    environment: "staging",
    images: [{ name: `ghcr.io/acme/${app}`, tag: `v-${letter}`, digest: digest(letter) }],
    revision: "c".repeat(40),
    level: "observed",
    since: new Date("2026-11-20T12:00:00Z"),
    at: now,
    outcome: "pass",
    actor: "deploy-bot[bot]",
    url: undefined,
  };
}

/** Everything that a promotion in a repository of these files is decided on. */
export function sampleQuestion(
  files: ReadonlyMap<string, string> = sampleFiles(),
  { verified = [recordOf("checkout", "b")] }: { readonly verified?: readonly VerificationRecord[] } = {},
): Question {
  const survey = surveyRepository([...files.keys()], files.get(".gitops/promotion.yaml"), {
    onlyApp: "gitops",
    now,
  });
  const records = new Map(verified.map((one) => [`${one.environment}/${one.app}`, one]));
  const view = viewRepository(survey, files, {
    records: { known: true, value: records },
    trustedActors: ["deploy-bot[bot]"],
  });
  return { view, windows: windowGates(survey.config, view.projects, now), now };
}

export const HEAD = "d".repeat(40);

/** A pull request of ours that nobody has looked at. */
export function samplePull(said: Partial<Pull> = {}): Pull {
  return {
    id: "PR_1",
    number: 1,
    url: "https://github.example/acme/gitops/pull/1",
    title: "promote",
    body: "",
    branch: "promote/checkout-prod-v-b",
    headOid: HEAD,
    isDraft: false,
    isFork: false,
    author: "deploy-bot[bot]",
    labels: [],
    paths: [overlayPath("checkout", "prod")],
    pathsCut: false,
    reviews: [],
    asked: [],
    commits: [],
    commitsCut: false,
    reports: new Map(),
    mergeable: "yes",
    hasAutoMerge: false,
    queuedOid: undefined,
    ...said,
  };
}

/** Somebody's approval of a commit, the head by default. */
export function approval(login: string, oid = HEAD): PullReview {
  return { login, isBot: false, state: "approved", oid };
}
