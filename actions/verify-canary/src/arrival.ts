import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "@gitops-actions/core/errors";
import {
  type Convergence,
  converge,
  type Holding,
  type KubeObject,
  type Look,
  nextWait,
  type Observation,
  type Outcome,
  type Relation,
  startWait,
  type Target,
  type WaitLimits,
} from "@gitops-actions/core/verify";
import type { Request } from "./inputs.ts";
import type { Seen, Source } from "./source.ts";
import type { Subject } from "./subject.ts";

/** The world as waiting sees it. */
export interface WaitPorts {
  readonly source: Source;
  readonly signal: AbortSignal;
  clock(): Date;
  say(message: string): void;
  /** How one commit stands to another one. */
  relate(commit: string, to: string): Promise<Relation>;
}

/** Something that was seen to change, and when. */
export interface Event {
  readonly at: Date;
  readonly what: string;
}

/** How waiting for an app ended. */
export interface Arrival {
  readonly outcome: Outcome | "arrived" | "waiting";
  readonly reason: string;
  readonly timeline: readonly Event[];
  /** The last look that saw anything. */
  readonly observation: Observation | undefined;
  readonly runs: readonly KubeObject[];
}

const SECOND = 1000;

/** An object that is not there may be made any moment, but a name with a typo never is. */
const MISSING_MS = 60 * SECOND;

/** Changes come in bursts; one look is enough for each. */
const BURST_MS = 100;

/**
 * Waits until a subject is live and well: looks first, then whenever the source says that something
 * changed, and every now and then. With `once` it leaves what has not arrived at its first look.
 * @throws `UserError`: what another look will not change
 */
export async function awaitArrival(
  subject: Subject,
  request: Request,
  ports: WaitPorts,
): Promise<Arrival> {
  return new Waiting(subject, { request, ports }).run();
}

/** One look at a subject that arrived before: whether it is still good. */
export async function lookAgain(
  subject: Subject,
  request: Request,
  ports: WaitPorts,
): Promise<Convergence | undefined> {
  const waiting = new Waiting(subject, { request, ports });
  return (await waiting.look()).convergence;
}

/** What one look came to. */
interface Glance {
  readonly seen: Seen;
  readonly convergence: Convergence | undefined;
}

class Waiting {
  readonly #subject: Subject;
  readonly #request: Request;
  readonly #ports: WaitPorts;
  readonly #relations = new Map<string, Relation>();
  readonly #timeline: Event[] = [];
  #holding: Holding | undefined;
  #observation: Observation | undefined;
  #runs: readonly KubeObject[] = [];

  constructor(
    subject: Subject,
    { request, ports }: { readonly request: Request; readonly ports: WaitPorts },
  ) {
    this.#subject = subject;
    this.#request = request;
    this.#ports = ports;
  }

  async run(): Promise<Arrival> {
    const { clock, source, signal } = this.#ports;
    const limits = this.#limits();
    let wait = startWait(clock());
    for (;;) {
      // Asked for before the look, so that no change is missed meanwhile.
      const changed = source.changed();
      const glance = await this.look();
      const ended = this.#endOf(glance, new Date(wait.startedAt.getTime() + limits.overallMs));
      const next = nextWait(wait, lookOf(glance), { limits, now: clock() });
      if (ended !== undefined) return this.#ended(ended.outcome, ended.reason);
      if (next.step.kind === "look" && next.step.isChanged) this.#tell(reasonOf(glance));
      this.#refuseMissing(glance, wait.startedAt);
      if (next.step.kind !== "look") return this.#timedOut(next.step, glance);
      wait = next.wait;
      await pause(this.#nextLook(next.step.at).getTime() - clock().getTime(), { changed, signal });
    }
  }

  async look(): Promise<Glance> {
    const { source, clock } = this.#ports;
    const seen = await source.look(this.#subject, this.#target());
    if (seen.kind !== "seen") return { seen, convergence: undefined };
    this.#observation = seen.observation;
    this.#runs = seen.runs;
    const convergence = converge(seen.observation, {
      goal: {
        images: this.#subject.images,
        step: this.#request.step,
        settleMs: this.#request.settleSeconds * SECOND,
      },
      previous: this.#holding,
      now: clock(),
    });
    if (convergence.state === "unrelated") {
      await this.#relate(convergence.reason);
      return this.look();
    }
    this.#holding = convergence.holding;
    return { seen, convergence };
  }

  #target(): Target {
    const { revision, pushedAt } = this.#subject;
    return { revisions: [revision], relations: this.#relations, pushedAt };
  }

  async #relate(commit: string): Promise<void> {
    const relation = await this.#ports.relate(commit, this.#subject.revision);
    this.#relations.set(commit, relation);
  }

  #limits(): WaitLimits {
    const { timeoutSeconds, stallSeconds } = this.#request;
    const { pauses } = this.#ports.source;
    return {
      overallMs: timeoutSeconds * SECOND,
      stallMs: stallSeconds * SECOND,
      pollMs: pauses.first,
      maxPollMs: pauses.longest,
    };
  }

  /** How the waiting ends after this look; undefined when it goes on. */
  #endOf(
    { seen, convergence }: Glance,
    deadline: Date,
  ): Pick<Arrival, "outcome" | "reason"> | undefined {
    const { once } = this.#request;
    if (convergence === undefined) {
      const reason = seen.kind === "seen" ? "" : seen.reason;
      return once ? { outcome: "waiting", reason } : undefined;
    }
    const { state, reason, opensAt, holding } = convergence;
    switch (state) {
      case "converged":
        return { outcome: "arrived", reason };
      case "superseded":
        return { outcome: "superseded", reason };
      case "failed":
        return { outcome: "fail", reason };
      case "blocked":
        return once || opensAt === undefined || opensAt > deadline
          ? { outcome: "blocked", reason: withOpening(reason, opensAt) }
          : undefined;
      default:
        return once && holding === undefined ? { outcome: "waiting", reason } : undefined;
    }
  }

  #ended(outcome: Arrival["outcome"], reason: string): Arrival {
    this.#tell(outcome === "arrived" ? "is live and well" : reason);
    const observation = this.#observation;
    return { outcome, reason, timeline: this.#timeline, observation, runs: this.#runs };
  }

  #timedOut(
    step: { readonly kind: "timeout" | "done"; readonly reason?: string },
    glance: Glance,
  ): Arrival {
    const { timeoutSeconds, stallSeconds } = this.#request;
    const last = reasonOf(glance);
    switch (step.reason) {
      case "stalled":
        return this.#ended("timeout", `nothing changed for ${stallSeconds} s: ${last}`);
      case "unseen":
        return this.#ended("error", `not one look succeeded: ${last}`);
      default:
        return this.#ended("timeout", `not there after ${timeoutSeconds} s: ${last}`);
    }
  }

  #refuseMissing({ seen }: Glance, startedAt: Date): void {
    if (seen.kind !== "missing") return;
    const waited = this.#ports.clock().getTime() - startedAt.getTime();
    const { stallMs, overallMs } = this.#limits();
    if (waited < Math.min(MISSING_MS, stallMs, overallMs)) return;
    throw new UserError("application-not-found", seen.reason, {
      hint: 'Correct "application" (NAMESPACE/NAME), or give kustomization or helm-release for Flux.',
    });
  }

  /** A look is due when something that holds has held long enough. */
  #nextLook(at: Date): Date {
    if (this.#holding === undefined) return at;
    const settled = this.#holding.since.getTime() + this.#request.settleSeconds * SECOND;
    return new Date(Math.min(at.getTime(), settled));
  }

  #tell(what: string): void {
    this.#timeline.push({ at: this.#ports.clock(), what });
    this.#ports.say(what);
  }
}

function lookOf({ seen, convergence }: Glance): Look {
  if (convergence !== undefined) return { kind: "pending", state: convergence.reason };
  if (seen.kind === "missing") return { kind: "pending", state: seen.reason };
  return { kind: "error", message: seen.kind === "failed" ? seen.reason : "" };
}

function reasonOf({ seen, convergence }: Glance): string {
  return convergence?.reason ?? (seen.kind === "seen" ? "" : seen.reason);
}

function withOpening(reason: string, opensAt: Date | undefined): string {
  return opensAt === undefined ? reason : `${reason}; opens ${opensAt.toISOString()}`;
}

/** Waits for so long, or until something changed. */
async function pause(
  milliseconds: number,
  { changed, signal }: { readonly changed: Promise<void>; readonly signal: AbortSignal },
): Promise<void> {
  const over = new AbortController();
  const slept = sleep(Math.max(milliseconds, BURST_MS), undefined, {
    signal: AbortSignal.any([signal, over.signal]),
  });
  try {
    await Promise.race([slept, changed.then(() => sleep(BURST_MS))]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    over.abort();
    slept.catch(() => {}); // ended by the line above
  }
}
