import type { Gate } from "../decision.ts";
import { isTrusted, type Trust } from "../trust.ts";

/** The newest report of a status or check on a commit. */
export interface StatusReport {
  readonly state: "success" | "failure" | "pending";
  /** Login of who reported it. */
  readonly actor: string;
  readonly url?: string | undefined;
}

export interface StatusFacts {
  /** The newest report of each context, by its name; a context without one is missing. */
  readonly reports: ReadonlyMap<string, StatusReport>;
  readonly trust: Trust;
}

/**
 * The gate that wants contexts reported as successful on a commit, under the name given (`tests` of the
 * upstream commit, `checks` of the pull request). What is missing or renamed waits, and says so.
 */
export function statusesGate(
  name: string,
  contexts: readonly string[],
  { reports, trust }: StatusFacts,
): Gate {
  const found = contexts.map((context) => ({ context, report: reports.get(context) }));
  const failed = found.filter(({ report }) => report?.state === "failure");
  const [first] = failed;
  const evidence =
    first?.report?.url === undefined ? undefined : { label: first.context, url: first.report.url };
  if (failed.length > 0) {
    const names = failed.map(({ context }) => context).join(", ");
    return {
      name,
      state: "fail",
      reason: `${names} failed`,
      remedy: "Correct what failed and run it again.",
      evidence,
    };
  }
  const open = found.flatMap(({ context, report }) => {
    if (report === undefined) return [`${context} is not reported`];
    if (report.state === "pending") return [`${context} is running`];
    return isTrusted(report.actor, trust)
      ? []
      : [`${context} is by ${report.actor}, who is not trusted`];
  });
  if (open.length === 0) return { name, state: "pass", reason: contexts.join(", ") };
  return {
    name,
    state: "wait",
    reason: open.join("; "),
    remedy: "It goes on when they report success.",
  };
}
