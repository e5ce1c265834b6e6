import type { Environment, Risk } from "../../config/index.ts";
import { UserError } from "../../errors.ts";
import { type Artifact, isSameArtifact } from "../../image/index.ts";
import type {
  ApprovalFacts,
  RegistryFacts,
  ScanFacts,
  SignatureFacts,
  StatusReport,
} from "../../policy/gates/index.ts";
import {
  approvedHotfix,
  type Decision,
  decide,
  type Gate,
  type RiskClass,
  riskOf,
  type Touched,
} from "../../policy/index.ts";
import { gatesOf, type PromotionFacts } from "../judge.ts";
import type { Known } from "../known.ts";
import { type Question, recordsOf } from "../plan.ts";
import { artifactOf, keyOf, type Running, runningIn } from "../running.ts";
import type { Claims } from "./claims.ts";
import { policyGates } from "./policy-gates.ts";
import type { Pull } from "./pull.ts";
import { approvalsOf } from "./reviewed.ts";
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
  /** Why not all that it changes is known, and what to do; undefined when it is. */
  readonly unread: { readonly why: string; readonly remedy: string } | undefined;
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
  readonly touched: Touched;
}

/** A touched app with what the change makes of it. */
interface Entering {
  readonly touch: Touch;
  /** The images that would run and do not yet; why they cannot be told. */
  readonly moved: readonly Artifact[] | UserError;
  readonly risk: RiskClass;
}

/** The images that a change moves into each environment that it touches. */
export function imagesOf(
  change: Pick<ProposedChange, "touches" | "texts">,
  { view }: Pick<Question, "view">,
): readonly { readonly touch: Touch; readonly images: readonly Artifact[] }[] {
  return change.touches.map((touch) => {
    const moved = movedBy(touch, { change, question: { view } });
    return { touch, images: moved instanceof UserError ? [] : moved };
  });
}

/** May this change enter the environments that it touches: the gates of all of them together. */
export function judgeChange(
  change: ProposedChange,
  { question, evidence }: { readonly question: Question; readonly evidence: Evidence },
): JudgedChange {
  const { touches, unread } = change;
  const environments = [...new Set(touches.map(({ policy }) => policy))];
  const marginMs = Math.max(0, ...environments.map((one) => one.marginMs));
  const answer = (gates: readonly Gate[]): Decision =>
    decide(gates, { now: question.now, marginMs });
  if (unread !== undefined) {
    const risk: RiskClass = { risk: "high", why: "not all of it is known" };
    const gate: Gate = { name: "files", state: "wait", reason: unread.why, remedy: unread.remedy };
    return { decision: answer([gate]), environments, risk, images: [] };
  }
  const touched = { paths: change.paths, kinds: kindsIn(change), changesImage: false };
  const whole = riskOf(touched, undefined);
  const asked: Asked = { change, question, evidence, touched };
  const entering = touches.map((touch) => enteringBy(touch, asked));
  const gates = entering.flatMap((one) => {
    const own = gatesFor(one, asked);
    return entering.length === 1 ? own : own.map((gate) => named(gate, one.touch));
  });
  const ofPolicy = whole.risk === "high" ? policyGates({ ...asked, risk: whole }) : [];
  return {
    decision: answer([...gates, ...ofPolicy]),
    environments,
    risk: entering.reduce((worst, { risk }) => worse(worst, risk), whole),
    images: entering.flatMap(({ touch, moved }) =>
      moved instanceof UserError || moved.length === 0
        ? []
        : [{ images: moved, evidence: evidence.image(touch, moved) }],
    ),
  };
}

function named(gate: Gate, { app, environment, of }: Touch): Gate {
  const label = of === "environment" ? environment : `${environment}/${app}`;
  return { ...gate, name: `${gate.name} (${label})` };
}

function enteringBy(touch: Touch, { change, question, touched }: Asked): Entering {
  const moved = movedBy(touch, { change, question });
  const changesImage = !(moved instanceof UserError) && moved.length > 0;
  const declared = question.view.config.apps.get(touch.app)?.risk;
  const found = riskOf({ ...touched, changesImage }, declared);
  const { risk: claimed } = change.claims;
  const risk = claimed === undefined ? found : worse(found, { risk: claimed, why: "said so" });
  return { touch, moved, risk };
}

/** The images that a change makes an app run; none where it takes the app away, or says nothing of images. */
function movedBy(
  touch: Touch,
  {
    change,
    question,
  }: {
    readonly change: Pick<ProposedChange, "texts">;
    readonly question: Pick<Question, "view">;
  },
): Entering["moved"] {
  if (touch.of === "environment") return [];
  try {
    return movedImages(touch.before, runningIn(touch, question.view.config, change.texts));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.code === "app-not-found" ? [] : error;
  }
}

function movedImages(before: Running | undefined, after: Running): readonly Artifact[] {
  return after.images
    .filter((use) => {
      const was = before?.images.find((other) => keyOf(other) === keyOf(use));
      return was === undefined || !isSameArtifact(artifactOf(was), artifactOf(use));
    })
    .map(artifactOf);
}

function gatesFor({ touch, moved, risk }: Entering, asked: Asked): readonly Gate[] {
  if (moved instanceof UserError) {
    return [{ name: "manifest", state: "fail", reason: moved.located, remedy: moved.hint }];
  }
  const { change, question, evidence } = asked;
  const { view, windows, now } = question;
  const { app, policy } = touch;
  const facts: PromotionFacts = {
    app,
    // Into an environment without upstream an image comes from a build: there is nothing to be the same as.
    proposed: policy.from.length === 0 ? [] : moved,
    upstream: upstreamOf(touch, question),
    records: recordsOf(app, policy, view),
    windows: windows(policy, app),
    lock: view.lock,
    holds: view.holds,
    risk,
    changeTicket: change.claims.changeTicket,
    promotions: evidence.promotions(touch),
    approvals: approvalsOf(asked),
    tests: testsOf(touch, asked),
    checks: { known: true, value: change.pull?.reports ?? new Map() },
    ...evidence.image(touch, moved),
    hotfix: approvedHotfix(view.hotfixes, { app, environment: policy.name, images: moved, now }),
  };
  return gatesOf(
    facts,
    { config: view.config, environment: policy, trustedActors: view.trustedActors },
    now,
  );
}

/** What each upstream environment runs of an app. */
function upstreamOf({ app, policy }: Touch, { view }: Question): PromotionFacts["upstream"] {
  const upstream = policy.from.flatMap((name) => {
    const running = view.running.get(name)?.get(app);
    return running === undefined || running instanceof UserError
      ? []
      : [[name, running.images.map(artifactOf)] as const];
  });
  return new Map(upstream);
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

const RISKS: readonly Risk[] = ["low", "medium", "high"];

/** The one that is more at stake; the first of equals. */
function worse(a: RiskClass, b: RiskClass): RiskClass {
  return RISKS.indexOf(b.risk) > RISKS.indexOf(a.risk) ? b : a;
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
