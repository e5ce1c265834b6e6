import type { Gate } from "../decision.ts";

/** The last word of one person on a pull request. */
export interface Review {
  readonly login: string;
  readonly isBot: boolean;
  readonly state: "approved" | "changes-requested";
  /**
   * Whether what was reviewed is what would be merged: the same values in the target's files. A merge of
   * the base keeps it, a new digest does not. `unknown` where the reviewed commit cannot be read.
   */
  readonly isOfThis: boolean | "unknown";
}

export interface ApprovalFacts {
  readonly reviews: readonly Review[];
  /** Who made the change: the pull request's author, and the people who asked for it. Their approval does not count. */
  readonly makers: readonly string[];
  /** The members of each team asked for, by the team's name; `unknown` where it cannot be read. */
  readonly teams: ReadonlyMap<string, readonly string[] | "unknown">;
}

export interface ApprovalSpec {
  readonly count: number;
  /** Empty, together with `users`: anybody's approval counts. */
  readonly teams: readonly string[];
  readonly users: readonly string[];
}

/**
 * The gate that counts distinct people who approved exactly what is promoted: no bot, no maker of the
 * change, and of the teams and people asked for. What cannot be told does not count.
 */
export function approvalsGate({ reviews, makers, teams }: ApprovalFacts, spec: ApprovalSpec): Gate {
  const name = "approvals";
  const approvals = reviews.filter(({ state }) => state === "approved");
  const people = approvals.filter(({ login, isBot }) => !isBot && !isOneOf(login, makers));
  const current = people.filter(({ isOfThis }) => isOfThis === true);
  const counted = current.filter(({ login }) => isAsked(login, spec, teams));
  const logins = distinct(counted);
  const blocking = reviews.filter(({ state, isBot }) => state === "changes-requested" && !isBot);
  const have = `${logins.length} of ${spec.count}${logins.length === 0 ? "" : ` (${logins.join(", ")})`}`;

  if (blocking.length > 0) {
    const by = blocking.map(({ login }) => login).join(", ");
    return {
      name,
      state: "wait",
      reason: `${have}; ${by} asks for changes`,
      remedy: `Settle it with ${by}.`,
    };
  }
  if (logins.length >= spec.count) return { name, state: "pass", reason: have };
  const notes = [
    ...notCounted(
      people.filter(({ isOfThis }) => isOfThis === false),
      "approved other values",
    ),
    ...notCounted(
      people.filter(({ isOfThis }) => isOfThis === "unknown"),
      "approved a commit that cannot be read",
    ),
    ...notCounted(
      approvals.filter(({ login }) => isOneOf(login, makers)),
      "made the change",
    ),
    // Who is in a team matters once somebody has approved; before that it need not be read.
    ...(people.length > logins.length ? unreadable(spec, teams) : []),
  ];
  return { name, state: "wait", reason: [have, ...notes].join("; "), remedy: remedy(spec, logins) };
}

function isAsked(login: string, spec: ApprovalSpec, teams: ApprovalFacts["teams"]): boolean {
  if (spec.teams.length === 0 && spec.users.length === 0) return true;
  if (isOneOf(login, spec.users)) return true;
  return spec.teams.some((team) => {
    const members = teams.get(team);
    return members !== undefined && members !== "unknown" && isOneOf(login, members);
  });
}

/** Logins differ by more than case. */
function isOneOf(login: string, logins: readonly string[]): boolean {
  return logins.some((other) => other.toLowerCase() === login.toLowerCase());
}

/** The people who reviewed, each once. */
function distinct(reviews: readonly Review[]): readonly string[] {
  return [...new Map(reviews.map(({ login }) => [login.toLowerCase(), login])).values()];
}

function notCounted(reviews: readonly Review[], why: string): string[] {
  const logins = distinct(reviews);
  return logins.length === 0 ? [] : [`${logins.join(", ")} ${why}`];
}

function unreadable({ teams: asked }: ApprovalSpec, teams: ApprovalFacts["teams"]): string[] {
  const unknown = asked.filter((team) => (teams.get(team) ?? "unknown") === "unknown");
  return unknown.length === 0
    ? []
    : [`cannot tell who is in ${unknown.join(", ")} (the App needs members: read)`];
}

function remedy({ count, teams, users }: ApprovalSpec, have: readonly string[]): string {
  const missing = count - have.length;
  const from = [...teams.map((team) => `team ${team}`), ...users].join(", ");
  return `${missing} more ${missing === 1 ? "approval" : "approvals"}${from === "" ? "" : ` from ${from}`}.`;
}
