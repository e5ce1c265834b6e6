import type { Environment, Risk } from "../../config/index.ts";
import { UserError } from "../../errors.ts";
import { type Artifact, isSameArtifact } from "../../image/index.ts";
import { printImage, readImages } from "../../manifest/index.ts";
import type {
  ApprovalFacts,
  RegistryFacts,
  Review,
  ScanFacts,
  SignatureFacts,
  StatusReport,
} from "../../policy/gates/index.ts";
import { approvalsGate, riskGate } from "../../policy/gates/index.ts";
import {
  type Decision,
  decide,
  type Gate,
  hotfixBy,
  type RiskClass,
  riskOf,
} from "../../policy/index.ts";
import { gatesOf, type PromotionFacts } from "../judge.ts";
import { type Known, whenKnown } from "../known.ts";
import { type Question, recordsOf } from "../plan.ts";
import { artifactOf, keyOf, type Running, runningIn } from "../running.ts";
import type { Claims } from "./claims.ts";
import type { Pull, PullReview } from "./pull.ts";
import type { Touch } from "./touch.ts";

/** What would change on the base branch: what a pull request brings, or one that is about to be opened. */
export interface ProposedChange {
  /** Undefined while there is none. */
  readonly pull: Pull | undefined;
  /** Logins whose approval does not count. */
  readonly makers: readonly string[];
  readonly paths: readonly string[];
  readonly touches: readonly Touch[];
  /** The texts of the files at its head that say what runs, and of those that it changes. */
  readonly texts: ReadonlyMap<string, string>;
  readonly claims: Claims;
}

/** What is known beyond the files of the base branch and the change itself. */
export interface Evidence {
  /** The texts of a change's files at a commit that somebody reviewed; undefined where they could not be read. */
  textsAt(oid: string): ReadonlyMap<string, string> | undefined;
  /** Newest reports on a commit of the base branch. */
  reportsOn(oid: string): Known<ReadonlyMap<string, StatusReport>>;
  /** The members of each team asked for. */
  readonly teams: ApprovalFacts["teams"];
  /** When an app was promoted into an environment. */
  promotions(touch: Touch): Known<readonly Date[]>;
  image(touch: Touch, proposed: readonly Artifact[]): ImageEvidence;
}

/** What registries tell about images. */
export interface ImageEvidence {
  readonly scan: ScanFacts;
  readonly signature: SignatureFacts;
  readonly registry: RegistryFacts;
}

export interface JudgedChange {
  readonly decision: Decision;
  /** The environments that it enters. */
  readonly environments: readonly Environment[];
  readonly risk: RiskClass;
  /** What is known about the images that it moves. */
  readonly images: readonly JudgedImages[];
}

/** The images that a change moves into an environment, and what registries tell about them. */
export interface JudgedImages {
  readonly images: readonly Artifact[];
  readonly evidence: ImageEvidence;
}

interface Asked {
  readonly change: ProposedChange;
  readonly question: Question;
  readonly evidence: Evidence;
  readonly kinds: readonly string[];
}

/** The images that a change moves into each environment that it touches. */
export function imagesOf(
  change: Pick<ProposedChange, "touches" | "texts">,
  { view }: Pick<Question, "view">,
): readonly { readonly touch: Touch; readonly images: readonly Artifact[] }[] {
  return change.touches.map((touch) => {
    const after = runningAfter(touch, { change, question: { view } });
    const isRead = after !== undefined && !(after instanceof UserError);
    return { touch, images: isRead ? movedImages(touch.before, after) : [] };
  });
}

/** May this change enter the environments that it touches: the gates of all of them together. */
export function judgeChange(
  change: ProposedChange,
  { question, evidence }: { readonly question: Question; readonly evidence: Evidence },
): JudgedChange {
  const { touches } = change;
  const asked: Asked = { change, question, evidence, kinds: kindsIn(change) };
  const bySlot = touches.map((touch) => ({ touch, gates: gatesFor(touch, asked) }));
  const named = bySlot.flatMap(({ touch, gates }) =>
    bySlot.length === 1
      ? gates
      : gates.map((gate) => ({ ...gate, name: `${gate.name} ${labelOf(touch)}` })),
  );
  const environments = [...new Set(touches.map(({ policy }) => policy))];
  const risk = worstRisk(asked);
  const images = imagesOf(change, question)
    .filter((moved) => moved.images.length > 0)
    .map(({ touch, images: moved }) => ({ images: moved, evidence: evidence.image(touch, moved) }));
  const gates = [...named, ...(touchesPolicy(asked) ? policyGates(asked) : [])];
  const marginMs = Math.max(0, ...environments.map((one) => one.marginMs));
  return { decision: decide(gates, { now: question.now, marginMs }), environments, risk, images };
}

function labelOf({ app, environment, of }: Touch): string {
  return of === "environment" ? `(${environment})` : `(${environment}/${app})`;
}

function gatesFor(touch: Touch, asked: Asked): readonly Gate[] {
  const after = runningAfter(touch, asked);
  if (after instanceof UserError) {
    return [{ name: "manifest", state: "fail", reason: after.located, remedy: after.hint }];
  }
  const proposed = after === undefined ? [] : movedImages(touch.before, after);
  const { change, question, evidence } = asked;
  const { view, windows, now } = question;
  const { app, policy } = touch;
  const upstream = policy.from.flatMap((name) => {
    const running = view.running.get(name)?.get(app);
    return running === undefined || running instanceof UserError
      ? []
      : [[name, running.images.map(artifactOf)] as const];
  });
  const facts: PromotionFacts = {
    app,
    // Into an environment without upstream an image comes from a build: there is nothing to be the same as.
    proposed: policy.from.length === 0 ? [] : proposed,
    upstream: new Map(upstream),
    records: recordsOf(app, policy, view),
    windows: windows(policy, app),
    lock: view.lock,
    holds: view.holds,
    risk: riskAt(touch, asked, proposed.length > 0),
    changeTicket: change.claims.changeTicket,
    promotions: evidence.promotions(touch),
    approvals: approvalsOf(asked),
    tests: testsOf(touch, asked),
    checks: { known: true, value: change.pull?.reports ?? new Map() },
    ...evidence.image(touch, proposed),
    hotfixBy: hotfixBy(view.hotfixes, { app, environment: policy.name, images: proposed, now }),
  };
  return gatesOf(
    facts,
    { config: view.config, environment: policy, trustedActors: view.trustedActors },
    now,
  );
}

/** What the app would run; undefined for a change that says nothing about that. */
function runningAfter(
  touch: Touch,
  {
    change,
    question,
  }: {
    readonly change: Pick<ProposedChange, "texts">;
    readonly question: Pick<Question, "view">;
  },
): Running | UserError | undefined {
  if (touch.of === "environment") return undefined;
  try {
    return runningIn(touch, question.view.config, change.texts);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** The images that would run and do not yet. */
function movedImages(before: Running | undefined, after: Running): readonly Artifact[] {
  return after.images
    .filter((use) => {
      const was = before?.images.find((other) => keyOf(other) === keyOf(use));
      return was === undefined || !isSameArtifact(artifactOf(was), artifactOf(use));
    })
    .map(artifactOf);
}

function testsOf({ policy, app }: Touch, { question, evidence }: Asked): PromotionFacts["tests"] {
  if (policy.gates.tests.length === 0) return { known: true, value: new Map() };
  const records = recordsOf(app, policy, question.view);
  if (!records.known) return records;
  const [record] = [...records.value.values()].filter((one) => one !== undefined);
  if (record === undefined) {
    return { known: false, why: `no commit of ${policy.from.join(", ")} has been verified` };
  }
  return evidence.reportsOn(record.revision);
}

function approvalsOf({
  change,
  evidence,
}: Pick<Asked, "change" | "evidence">): PromotionFacts["approvals"] {
  const reviews = change.pull?.reviews ?? [];
  return {
    known: true,
    value: {
      reviews: reviews.map((review): Review => {
        return {
          login: review.login,
          isBot: review.isBot,
          state: review.state,
          isOfThis: isOfThis(review, { change, evidence }),
        };
      }),
      makers: change.makers,
      teams: evidence.teams,
    },
  };
}

/**
 * Whether what was reviewed is what would be merged: the same images in the files that say what runs, the
 * same text in every other file that the change touches. A merge of the base into the branch keeps it.
 */
function isOfThis(
  { oid }: PullReview,
  { change, evidence }: Pick<Asked, "change" | "evidence">,
): Review["isOfThis"] {
  if (oid !== undefined && oid === change.pull?.headOid) return true;
  const texts = oid === undefined ? undefined : evidence.textsAt(oid);
  if (texts === undefined) return "unknown";
  const saysWhatRuns = new Set(change.touches.flatMap(({ before }) => before?.paths ?? []));
  return change.paths.every((path) => {
    const [then, now] = [texts.get(path), change.texts.get(path)];
    if (then === now) return true;
    return (
      then !== undefined &&
      now !== undefined &&
      saysWhatRuns.has(path) &&
      sameImages(path, then, now)
    );
  });
}

function sameImages(path: string, then: string, now: string): boolean {
  try {
    return imagesIn(path, then) === imagesIn(path, now);
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function imagesIn(path: string, text: string): string {
  return readImages([{ path, text }])
    .map((use) => `${use.path} ${printImage(use)}`)
    .join("\n");
}

/** What a change of the policy itself has to pass: the most that any environment asks of a change of high risk. */
function policyGates(asked: Asked): readonly Gate[] {
  const { question, change } = asked;
  const risk = riskOf(touchedBy(asked, false), undefined);
  const environments = [...question.view.config.environments.values()];
  const demands = environments.map(({ gates }) => ({
    changeTicket: gates.risk.high.changeTicket,
    spec: {
      count: Math.max(gates.approvals?.count ?? 0, gates.risk.high.approvals),
      teams: gates.approvals?.teams ?? [],
      users: gates.approvals?.users ?? [],
    },
  }));
  const strictest = demands.sort((a, b) => b.spec.count - a.spec.count)[0];
  const changeTicket = demands.some((one) => one.changeTicket);
  const approvals = approvalsOf(asked);
  return [
    riskGate(
      { ...risk, changeTicket: change.claims.changeTicket },
      { changeTicket, approvals: strictest?.spec.count ?? 0 },
    ),
    ...(strictest === undefined || strictest.spec.count === 0
      ? []
      : [whenKnown("approvals", approvals, (known) => approvalsGate(known, strictest.spec))]),
  ].map((gate) => ({ ...gate, name: `${gate.name} (policy)` }));
}

function touchesPolicy(asked: Asked): boolean {
  return riskOf(touchedBy(asked, false), undefined).risk === "high";
}

/** What is declared of the app, and what was said of this change, can only raise it. */
function riskAt({ app }: Touch, asked: Asked, changesImage: boolean): RiskClass {
  const touched = touchedBy(asked, changesImage);
  const found = riskOf(touched, asked.question.view.config.apps.get(app)?.risk);
  const { risk } = asked.change.claims;
  return risk !== undefined && isWorse(risk, found.risk) ? { risk, why: "said so" } : found;
}

function isWorse(a: Risk, b: Risk): boolean {
  return RISKS.indexOf(a) > RISKS.indexOf(b);
}

function touchedBy({ change, kinds }: Asked, changesImage: boolean): Parameters<typeof riskOf>[0] {
  return { paths: change.paths, kinds, changesImage };
}

const RISKS = ["low", "medium", "high"] as const;

function worstRisk(asked: Asked): RiskClass {
  const { touches } = asked.change;
  const risks = touches.map((touch) => {
    const after = runningAfter(touch, asked);
    const moves =
      after instanceof UserError || after === undefined ? [] : movedImages(touch.before, after);
    return riskAt(touch, asked, moves.length > 0);
  });
  const all = [...risks, riskOf(touchedBy(asked, false), undefined)];
  return all.reduce((a, b) => (isWorse(b.risk, a.risk) ? b : a));
}

/** The kinds of the objects in the files that a change leaves. */
function kindsIn({ paths, texts }: ProposedChange): readonly string[] {
  const kinds = paths.flatMap((path) =>
    [...(texts.get(path) ?? "").matchAll(/^kind:[ \t]*["']?([A-Za-z]+)/gm)].map(
      ([, kind = ""]) => kind,
    ),
  );
  return [...new Set(kinds)];
}
