import type { Risk } from "../../config/index.ts";
import type { Pull, PullCommit } from "./pull.ts";

/** What somebody said about a promotion when they asked for it. Nothing of it opens a gate by itself. */
export interface Claims {
  /** Who asked; their approval does not count. */
  readonly requestedBy: string | undefined;
  readonly changeTicket: string | undefined;
  /** The least risk it has. */
  readonly risk: Risk | undefined;
  /** How it is taken back. */
  readonly rollback: string | undefined;
  /** Links and words about what was tested. */
  readonly evidence: readonly string[];
}

/** The highest first. */
const RISKS: readonly Risk[] = ["high", "medium", "low"];

const REQUESTER = "GitOps-Requested-By";
const TICKET = "Change-Ticket";
const RISK = "GitOps-Risk";
const ROLLBACK = "GitOps-Rollback";
const EVIDENCE = "GitOps-Evidence";

/** The claims as trailers of a commit, so that every later run finds them where the promotion is. */
export function claimTrailers(claims: Claims): readonly string[] {
  const one = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`${name}: ${oneLine(value)}`];
  return [
    ...one(REQUESTER, claims.requestedBy),
    ...one(TICKET, claims.changeTicket),
    ...one(RISK, claims.risk),
    ...one(ROLLBACK, claims.rollback),
    ...claims.evidence.flatMap((text) => one(EVIDENCE, text)),
  ];
}

/**
 * What the commits of a pull request claim, the newest that does; a ticket may stand in its text, too. Of
 * several risks the highest counts: a later commit cannot talk it down.
 */
export function claimsOf({ commits, body }: Pull): Claims {
  const messages = commits.map(({ message }) => message).reverse();
  const newest = (name: string): readonly string[] =>
    messages.map((message) => trailers(message, name)).find((values) => values.length > 0) ?? [];
  const risks = messages.flatMap((message) => trailers(message, RISK));
  return {
    requestedBy: newest(REQUESTER)[0],
    changeTicket: newest(TICKET)[0] ?? trailers(body, TICKET)[0],
    risk: RISKS.find((risk) => risks.includes(risk)),
    rollback: newest(ROLLBACK)[0],
    evidence: newest(EVIDENCE),
  };
}

/**
 * The logins whose approval of a pull request does not count: who opened it, who made its commits, and who
 * asked for them. A claimed author is believed here, because it only takes an approval away.
 */
export function makersOf({ author, commits }: Pull): readonly string[] {
  const made = commits.flatMap(({ vouchedAuthor, claimedAuthor }) => [
    vouchedAuthor,
    claimedAuthor,
  ]);
  const logins = [author, ...made, ...commits.flatMap(requestersOf)];
  return [...new Set(logins.filter((login) => login !== undefined))];
}

function requestersOf({ message }: PullCommit): readonly string[] {
  return trailers(message, REQUESTER);
}

/** The values of the lines of a text that are this trailer. */
function trailers(text: string, name: string): readonly string[] {
  const lines = text.split(/\r?\n/).filter((line) => line.startsWith(`${name}: `));
  return lines.map((line) => line.slice(name.length + 2).trim()).filter((value) => value !== "");
}

/** Only its first line, so that nothing in a value passes for another trailer. */
function oneLine(text: string): string {
  return text
    .trim()
    .replace(/[\r\n][\s\S]*$/, "")
    .replaceAll(/\p{Cc}+/gu, " ")
    .slice(0, 500);
}
