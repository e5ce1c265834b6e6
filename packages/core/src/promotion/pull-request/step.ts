import type { Pull } from "./pull.ts";

/** An open pull request of ours for a unit, and what it proposes. */
export interface LivePull {
  readonly pull: Pull;
  /** Fingerprint of the images at its head; undefined where they cannot be read. */
  readonly proposes: string | undefined;
}

/** What a unit's next step is decided on. */
export interface Situation {
  /** Fingerprint of what would be proposed now; undefined when the target runs it all. */
  readonly wanted: string | undefined;
  readonly live: readonly LivePull[];
  /** Why no pull request may be opened yet; undefined when one may. */
  readonly notYet: string | undefined;
  /** A person closed a pull request that proposed exactly this. */
  readonly refused: { readonly number: number; readonly by: string } | undefined;
  /** Whether a newer image goes into the pull request that is there, else it takes its place. */
  readonly inPlace: boolean;
}

/** What to do about a unit. Pull requests in `close` have been overtaken. */
export type Step = {
  readonly close: readonly Pull[];
} & (
  | { readonly kind: "current" }
  | { readonly kind: "wait" | "refused"; readonly why: string }
  | { readonly kind: "open" }
  /** It proposes what is wanted; see to its status, its text and its merge. */
  | { readonly kind: "keep"; readonly pull: Pull }
  | { readonly kind: "update"; readonly pull: Pull }
);

/** The next step for a unit. The same world gives the same step, so a second run has nothing left to do. */
export function nextStep({ wanted, live, notYet, refused, inPlace }: Situation): Step {
  const pulls = live.map(({ pull }) => pull).sort((a, b) => a.number - b.number);
  if (wanted === undefined) return { kind: "current", close: pulls };

  const [keep] = pulls.filter((pull) =>
    live.some((one) => one.pull === pull && one.proposes === wanted),
  );
  if (keep !== undefined) return { kind: "keep", pull: keep, close: without(pulls, keep) };
  if (notYet !== undefined) return { kind: "wait", why: notYet, close: [] };
  if (refused !== undefined) {
    const why = `${refused.by} closed #${refused.number}, which proposed the same; reopen it, or build a newer image`;
    return { kind: "refused", why, close: [] };
  }
  const newest = pulls.at(-1);
  if (newest !== undefined && inPlace) {
    return { kind: "update", pull: newest, close: without(pulls, newest) };
  }
  return { kind: "open", close: pulls };
}

function without(pulls: readonly Pull[], one: Pull): readonly Pull[] {
  return pulls.filter((pull) => pull !== one);
}
