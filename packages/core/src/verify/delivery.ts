/** How a revision stands to the wanted one; Git knows, the cluster does not. */
export type Relation = "same" | "descendant" | "ancestor" | "diverged";

/** What is to arrive in the cluster. */
export interface Target {
  /** The wanted revision of every source, in their order; one for an application with one source. */
  readonly revisions: readonly string[];
  /** How other revisions stand to them. One that is not listed is asked for by `unrelated`. */
  readonly relations: ReadonlyMap<string, Relation>;
  /** When the wanted revision was pushed: what the controller did before says nothing about it. */
  readonly pushedAt: Date;
}

/** Revisions that are in the cluster. */
export interface Applied {
  readonly state: "applied";
  readonly revisions: readonly string[];
  /** Whether one of them is later than the wanted one. */
  readonly isLater: boolean;
  /** When the sync was over. */
  readonly at: Date;
}

/** How far the wanted revision has come. */
export type Delivery =
  /** It is applied, or later ones that contain it are. */
  | Applied
  | { readonly state: "pending"; readonly reason: string }
  | { readonly state: "failed"; readonly reason: string }
  /** Somebody has switched the delivery off. */
  | { readonly state: "blocked"; readonly reason: string }
  /** A revision was applied that does not contain it. */
  | { readonly state: "superseded"; readonly by: string }
  /** A revision was met whose relation to the wanted one is to be looked up first. */
  | { readonly state: "unrelated"; readonly revision: string };

/** What the applied revisions say; undefined when they are the wanted ones or contain them. */
export function compareRevisions(applied: readonly string[], target: Target): Delivery | undefined {
  const pending: string[] = [];
  for (const [index, wanted] of target.revisions.entries()) {
    const revision = applied[index];
    if (revision === undefined || revision === "") {
      return { state: "pending", reason: `no revision is applied yet, ${wanted} is wanted` };
    }
    const relation = revision === wanted ? "same" : target.relations.get(revision);
    if (relation === undefined) return { state: "unrelated", revision };
    if (relation === "diverged") return { state: "superseded", by: revision };
    if (relation === "ancestor") pending.push(`${revision} is applied, ${wanted} is wanted`);
  }
  if (pending.length === 0) return undefined;
  return { state: "pending", reason: pending.join("; ") };
}

/** The revisions as applied, of which {@link compareRevisions} has nothing to say. */
export function applied(
  revisions: readonly string[],
  { target, at }: { target: Target; at: Date },
): Applied {
  const isLater = target.revisions.some((wanted, index) => revisions[index] !== wanted);
  return { state: "applied", revisions, isLater, at };
}
