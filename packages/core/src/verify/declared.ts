import type { Delivery, Relation } from "./delivery.ts";

/** What somebody posted to GitHub about a commit: a commit status, or a deployment's newest status. */
export interface Report {
  /** Context of the status, environment of the deployment. */
  readonly context: string;
  readonly state: string;
  readonly description: string;
  readonly url: string | undefined;
  readonly at: Date;
  /** Login of who posted it; an App is `name[bot]`. */
  readonly actor: string;
  /** The commit that it is about. */
  readonly revision: string;
}

/** Which reports count. */
export interface DeclaredGoal {
  readonly revision: string;
  /** How the commits of the reports stand to it. */
  readonly relations: ReadonlyMap<string, Relation>;
  /** Commits whose manifests hold the wanted images; a report on another one says nothing of them. */
  readonly holding: ReadonlySet<string>;
  /** Contexts and environments; a `*` at the end stands for anything. */
  readonly contexts: readonly string[];
  readonly trustedActors: readonly string[];
  /** When the wanted revision was pushed: what was posted before cannot be about it. */
  readonly pushedAt: Date;
}

/** What the reports come to, and those that would have counted had a trusted actor posted them. */
export interface Declared {
  readonly delivery: Delivery;
  /** The report that decided. */
  readonly by: Report | undefined;
  readonly untrusted: readonly Report[];
}

/**
 * What was declared on GitHub of a revision: the newest report of a trusted actor on it, or on a later
 * commit that still holds the wanted images. That is word of a controller, not a look at the workload:
 * Argo CD says it once a revision, often while the old pods still answer, and Flux says it of whatever
 * it applied. So it is worth less than what was observed, and a later failure takes it back.
 */
export function judgeDeclared(reports: readonly Report[], goal: DeclaredGoal): Declared {
  const relevant = reports
    .filter((report) => isRelevant(report, goal))
    .sort((a, b) => b.at.getTime() - a.at.getTime());
  const isTrusted = ({ actor }: Report) => goal.trustedActors.includes(actor);
  const untrusted = relevant.filter((report) => !isTrusted(report));
  const by = relevant.find(isTrusted);
  return { delivery: deliveryOf(by, { untrusted, goal }), by, untrusted };
}

function isRelevant({ context, revision, at }: Report, goal: DeclaredGoal): boolean {
  const relation = revision === goal.revision ? "same" : goal.relations.get(revision);
  if (relation !== "same" && relation !== "descendant") return false;
  return (
    goal.holding.has(revision) &&
    at > goal.pushedAt &&
    goal.contexts.some((wanted) =>
      wanted.endsWith("*") ? context.startsWith(wanted.slice(0, -1)) : context === wanted,
    )
  );
}

function deliveryOf(
  report: Report | undefined,
  { untrusted, goal }: { untrusted: readonly Report[]; goal: DeclaredGoal },
): Delivery {
  if (report === undefined) {
    const [first] = untrusted;
    const reason =
      first === undefined
        ? `nothing was posted yet on the revision under ${goal.contexts.join(", ")}`
        : `${first.context} was posted by ${first.actor}, who is not trusted`;
    return { state: "pending", reason };
  }
  const said = `${report.context}: ${report.description || report.state}`;
  switch (report.state) {
    case "success": {
      const isLater = report.revision !== goal.revision;
      return { state: "applied", revisions: [report.revision], isLater, at: report.at };
    }
    case "failure":
    case "error":
      return { state: "failed", reason: said };
    default:
      return { state: "pending", reason: said };
  }
}
