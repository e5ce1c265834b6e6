import type { Artifact } from "../image/index.ts";
import type { Delivery } from "./delivery.ts";
import type { HealthStatus } from "./health-status.ts";
import { type KubeObject, textAt } from "./kube-object.ts";
import { type WorkloadGoal, type WorkloadState, workloadState } from "./workload.ts";

/** What was found in the cluster, or at the Argo CD API, at one moment. */
export interface Observation {
  readonly delivery: Delivery;
  /** The workloads that are to carry the image. */
  readonly workloads: readonly KubeObject[];
  /** The ReplicaSets of the Rollouts among them. */
  readonly replicaSets: readonly KubeObject[];
  /** The health of the application as a whole. */
  readonly health: HealthStatus;
  /** The resource that makes the health what it is: `Deployment/web: 1 of 3 updated`. */
  readonly worst: string | undefined;
  /** The sync windows that forbid syncing now, in words, and when that ends; undefined for never. */
  readonly closedBy: { readonly window: string; readonly opensAt: Date | undefined } | undefined;
}

/** What is wanted. */
export interface ConvergeGoal {
  /** The app's images as they are to run. */
  readonly images: readonly Artifact[];
  /** The index of the canary step that Rollouts are to stand at, or past; undefined: all the way. */
  readonly step: number | undefined;
  /** For how long all has to be good, in ms: health is good for a moment right after a sync, too. */
  readonly settleMs: number;
}

/** Since when, and in how many looks in a row, all was good, or something had failed. */
export interface Holding {
  readonly what: "good" | "failed";
  readonly since: Date;
  readonly looks: number;
}

/** What a look at the cluster says. */
export interface Convergence {
  readonly state:
    | "converged"
    | "pending"
    | "failed"
    | "superseded"
    | "blocked"
    /** Give the relation of the revision in `reason`, then ask again. */
    | "unrelated";
  /** In one sentence, and what names the state of things: while it stays the same nothing moves. */
  readonly reason: string;
  /** When a closed window opens. */
  readonly opensAt: Date | undefined;
  /** To be given to the next look. */
  readonly holding: Holding | undefined;
}

/**
 * Whether what is wanted has arrived and holds: the revision is applied, the workloads carry the image,
 * have come as far as they are to, and all is well, in two looks at least and for the settle time after
 * the sync. A failure, too, has to hold: workloads are often Degraded for a moment.
 */
export function converge(
  observation: Observation,
  { goal, previous, now }: { goal: ConvergeGoal; previous: Holding | undefined; now: Date },
): Convergence {
  const { delivery, closedBy } = observation;
  switch (delivery.state) {
    case "unrelated":
      return answer("unrelated", delivery.revision);
    case "superseded":
      return answer("superseded", `superseded by ${delivery.by}`);
    case "failed":
    case "blocked":
      return answer(delivery.state, delivery.reason);
    case "pending": {
      if (closedBy === undefined) return answer("pending", delivery.reason);
      const reason = `${delivery.reason}; sync window: ${closedBy.window}`;
      return { ...answer("blocked", reason), opensAt: closedBy.opensAt };
    }
    case "applied": {
      const found = resourcesState(observation, { goal, now });
      // A later revision with another image has moved on; the wanted one should have had it.
      if (found.state === "other-image" && delivery.isLater) {
        const later = delivery.revisions.join(", ");
        return answer("superseded", `${later} is applied, and ${found.reason}`);
      }
      return held(found, { goal, previous, now, syncedAt: delivery.at });
    }
  }
}

function answer(state: Convergence["state"], reason: string): Convergence {
  return { state, reason, opensAt: undefined, holding: undefined };
}

/** The worst of the workloads, then of everything else. */
function resourcesState(
  observation: Observation,
  { goal, now }: { goal: ConvergeGoal; now: Date },
): WorkloadState {
  const workloadGoal: WorkloadGoal = { ...goal, replicaSets: observation.replicaSets };
  const states = observation.workloads.map((workload) => {
    const { state, reason } = workloadState(workload, { goal: workloadGoal, now });
    return { state, reason: `${nameOf(workload)}: ${reason}` };
  });
  for (const state of ["failed", "other-image", "pending"]) {
    const found = states.find((one) => one.state === state);
    if (found !== undefined) return found;
  }
  return restState(observation, goal);
}

/** At a step the Rollout is Suspended, and so is the application: that is as it should be. */
function restState({ health, worst }: Observation, { step }: ConvergeGoal): WorkloadState {
  if (health === "Healthy" || (health === "Suspended" && step !== undefined)) {
    return { state: "good", reason: "" };
  }
  const reason = `the application is ${health}${worst === undefined ? "" : `: ${worst}`}`;
  return { state: health === "Degraded" ? "failed" : "pending", reason };
}

function nameOf(object: KubeObject): string {
  return `${textAt(object, "kind") ?? ""}/${textAt(object, "metadata", "name") ?? ""}`;
}

/** A look too close to the sync, or the first of its kind, does not count alone. */
function held(
  { state, reason }: WorkloadState,
  {
    goal,
    previous,
    now,
    syncedAt,
  }: { goal: ConvergeGoal; previous: Holding | undefined; now: Date; syncedAt: Date },
): Convergence {
  // Another image is no fault of the wanted one: it has not got its turn, or somebody holds on to the other.
  if (state === "pending" || state === "other-image") return answer("pending", reason);
  const what = state === "good" ? "good" : "failed";
  const isSame = previous?.what === what && previous.since >= syncedAt;
  const holding: Holding = isSame
    ? { ...previous, looks: previous.looks + 1 }
    : { what, since: now, looks: 1 };
  const heldFor = now.getTime() - holding.since.getTime();
  const isOver = holding.looks >= 2 && heldFor >= goal.settleMs;
  if (!isOver) {
    const so = what === "good" ? "all is good, and has to hold" : reason;
    return { ...answer("pending", so), holding };
  }
  const final = what === "good" ? answer("converged", "all is good") : answer("failed", reason);
  return { ...final, holding };
}
