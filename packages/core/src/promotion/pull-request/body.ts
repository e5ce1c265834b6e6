import type { App } from "../../config/index.ts";
import {
  type Entry,
  printRun,
  type Run,
  shortImage,
  type VerificationRecord,
} from "../../evidence/index.ts";
import { printVersion } from "../../image/index.ts";
import {
  type Decision,
  decisionTable,
  durationText,
  type RenderOptions,
  type RiskClass,
} from "../../policy/index.ts";
import { code, codeBlock, link, plain, table } from "../../text/index.ts";
import type { Unit } from "../unit.ts";
import type { Claims } from "./claims.ts";
import type { ImageEvidence, JudgedImages } from "./judge-change.ts";
import { printMarker } from "./marker.ts";

/** The commits of an app between two builds. */
export interface BuildRange {
  readonly label: string;
  readonly url: string;
}

/** Everything that a promotion's pull request tells. What is not known is said to be missing. */
export interface BodyFacts {
  readonly unit: Unit;
  /** The upstream environment. */
  readonly from: string;
  readonly proposes: string;
  readonly entries: readonly Entry[];
  /** The unified diff of the files. */
  readonly diff: string;
  /** The commit of the GitOps repository that was read. */
  readonly source: { readonly oid: string; readonly url: string };
  readonly run: Run;
  readonly decision: Decision;
  readonly risk: RiskClass;
  readonly records: ReadonlyMap<string, VerificationRecord | undefined>;
  /** App commits between the builds, by app, where the images tell. */
  readonly commits: ReadonlyMap<string, BuildRange>;
  /** What registries tell about the images that move. */
  readonly images: readonly JudgedImages[];
  readonly rollbacks: ReadonlyMap<string, App["rollback"]>;
  readonly claims: Claims;
  /** What the people who approve have to know about how far statuses can be trusted. */
  readonly caution: string | undefined;
}

/** Our section of a pull request's body. */
export function describePromotion(facts: BodyFacts, options: RenderOptions): string {
  const { unit, from, entries, decision } = facts;
  const { requestedBy } = facts.claims;
  const what = unit.kind === "train" ? `train ${code(unit.name)}` : code(unit.name);
  const parts = [
    printMarker({ ...unit, proposes: facts.proposes }),
    `Promotes ${what} from ${code(from)} to ${code(unit.environment)}: the same artifact, as ${code(from)} runs it at ${link(facts.source.oid.slice(0, 12), facts.source.url)}.`,
    imagesTable(facts),
    "### Gates",
    gatesText(decision, options),
    facts.caution === undefined ? "" : `> ${facts.caution}`,
    "### Evidence",
    evidenceTable(facts, options),
    ...(facts.claims.evidence.length === 0
      ? []
      : [
          "Claimed by who started the run, checked by nobody:",
          bullets(facts.claims.evidence.map(claim)),
        ]),
    "### Risk and way back",
    riskText(facts),
    "### Before you approve",
    checklist(facts),
    "### Changes",
    codeBlock("diff", facts.diff),
    "The manifests that these values render to are not compared here.",
    `<sub>Written by ${link(printRun(facts.run), facts.run.url)}${requestedBy === undefined ? "" : ` for ${plain(requestedBy)}`}. Text outside of this section and ticked boxes are kept. Close the pull request to keep ${entries.length === 1 ? "this version" : "these versions"} out until a newer one comes.</sub>`,
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** More rows than people read; the check run has all of them. */
const MAX_GATES = 60;

function gatesText(decision: Decision, options: RenderOptions): string {
  const { gates } = decision;
  if (gates.length <= MAX_GATES) return decisionTable(decision, options);
  const shown = gates.filter(({ state }) => state !== "pass").slice(0, MAX_GATES);
  const passing = gates.filter(({ state }) => state === "pass").length;
  const closed = gates.length - passing;
  const rest = `${passing} of ${gates.length} gates pass${closed > shown.length ? `, ${closed - shown.length} more do not` : ""}; the check run has a line for each.`;
  return shown.length === 0
    ? rest
    : `${decisionTable({ ...decision, gates: shown }, options)}\n\n${rest}`;
}

function imagesTable({ entries, commits }: BodyFacts): string {
  const rows = entries.map(({ app, previous, image }) => {
    const range = commits.get(app);
    const changes = range === undefined ? "not known" : link(range.label, range.url);
    return [code(app), code(shortImage(previous)), code(shortImage(image)), changes];
  });
  return table(["app", "runs", "will run", "app commits"], rows);
}

function evidenceTable({ records, images }: BodyFacts, options: RenderOptions): string {
  const verified = [...records].map(([environment, record]) => [
    `verified in ${code(environment)}`,
    record === undefined ? "missing" : recordText(record, options),
  ]);
  const known = images.flatMap(({ images: moved, evidence }) => {
    const names = plain(moved.map(printVersion).join(", "));
    return [
      [`scan of ${names}`, scanText(evidence, options)],
      [`signature of ${names}`, signatureText(evidence)],
      [`${names} in the registry`, plain(evidence.registry.why)],
    ];
  });
  return table(["what", "found"], [...verified, ...known]);
}

function scanText({ scan }: ImageEvidence, { now }: RenderOptions): string {
  if (scan.kind !== "report") return `missing: ${plain(scan.why)}`;
  const counts = Object.entries(scan.findings).filter(([, count]) => count > 0);
  const found = counts.map(([severity, count]) => `${count} ${severity}`).join(", ");
  const age = durationText(Math.max(0, now.getTime() - scan.at.getTime()));
  return `${found === "" ? "nothing found" : found}, ${age} ago`;
}

function signatureText({ signature }: ImageEvidence): string {
  if (signature.kind !== "signed") return `missing: ${plain(signature.why)}`;
  const by = `by ${plain(signature.by)}`;
  return signature.url === undefined ? by : `${by}, ${link("the run", signature.url)}`;
}

function recordText(record: VerificationRecord, { now }: RenderOptions): string {
  const { outcome, level, since, actor, url } = record;
  if (outcome !== "pass")
    return `${outcome === "fail" ? "found bad" : "no result yet"}, by ${plain(actor)}`;
  const age = durationText(Math.max(0, now.getTime() - since.getTime()));
  const where = url === undefined ? "" : `, ${link("details", url)}`;
  return `${level} good since ${since.toISOString().slice(0, 16).replace("T", " ")} UTC (${age}), by ${plain(actor)}${where}`;
}

function riskText({
  risk,
  rollbacks,
  claims: { rollback: said, changeTicket },
}: BodyFacts): string {
  const ways = [...rollbacks].map(([app, rollback]) => {
    if (rollback === undefined)
      return `${code(app)}: no way back is declared (apps.${plain(app)}.rollback)`;
    const plan = rollback.plan === undefined ? "" : `, plan: ${plain(rollback.plan)}`;
    return `${code(app)}: ${rollback.class} rollback${plan}`;
  });
  const ticket = changeTicket === undefined ? [] : [`change ticket ${plain(changeTicket)}`];
  const note = said === undefined ? [] : [`way back: ${plain(said)}`];
  return bullets([`risk **${risk.risk}**: ${plain(risk.why)}`, ...ticket, ...ways, ...note]);
}

function checklist({ unit, rollbacks }: BodyFacts): string {
  const hasManual = [...rollbacks.values()].some((rollback) => rollback?.class !== "automatic");
  return [
    "- [ ] The changes of the app are known, migrations and settings included",
    ...(hasManual ? ["- [ ] The way back is known and somebody can take it"] : []),
    `- [ ] Somebody watches ${plain(unit.environment)} after the merge`,
  ].join("\n");
}

/** A link where the claim is one, else its text. */
function claim(text: string): string {
  return /^https?:\/\//.test(text) ? link(text, text) : plain(text);
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}
