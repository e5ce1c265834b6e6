import { setTimeout as sleep } from "node:timers/promises";
import { type KubeObject, textAt } from "@gitops-actions/core/verify";
import type { Kubernetes, Listing, WatchEvent } from "./client.ts";
import { KubernetesFailure } from "./failure.ts";
import { describeSelection, type Selection } from "./resource.ts";

/** The objects of a selection, kept up to date. */
export interface Followed {
  /** As last seen, in the order of the list. */
  readonly objects: readonly KubeObject[];
  /** Why they may be out of date or are not known; undefined while all is well. */
  readonly failure: KubernetesFailure | undefined;
}

export interface FollowOptions {
  readonly signal: AbortSignal;
  /** Called whenever the objects or the failure changed. */
  changed(): void;
}

const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 30_000;

/**
 * Lists, then watches, for as long as the signal lasts: the objects, which are there when the promise is
 * kept. A dropped connection goes on from the last version; a version too old is listed anew; a kind that
 * is forbidden or not there is a failure that stays. It looks first, so it needs no event to be right.
 */
export async function follow(
  kubernetes: Kubernetes,
  selection: Selection,
  options: FollowOptions,
): Promise<Followed> {
  const following = new Following(kubernetes, { selection, options });
  await following.start();
  return following;
}

class Following implements Followed {
  failure: KubernetesFailure | undefined;
  readonly #kubernetes: Kubernetes;
  readonly #selection: Selection;
  readonly #options: FollowOptions;
  readonly #objects = new Map<string, KubeObject>();
  #version = "";
  #pauseMs = FIRST_PAUSE_MS;

  constructor(
    kubernetes: Kubernetes,
    { selection, options }: { readonly selection: Selection; readonly options: FollowOptions },
  ) {
    this.#kubernetes = kubernetes;
    this.#selection = selection;
    this.#options = options;
  }

  get objects(): readonly KubeObject[] {
    return [...this.#objects.values()];
  }

  /** The first list; what follows goes on by itself. */
  async start(): Promise<void> {
    await this.#attempt(() => this.#list());
    void this.#keepUp();
  }

  async #keepUp(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted && !this.#isHopeless()) {
      await this.#attempt(() => (this.#version === "" ? this.#list() : this.#watch()));
    }
  }

  /** What another try will not change, as long as nobody changes a role or installs a kind. */
  #isHopeless(): boolean {
    const kind = this.failure?.kind;
    return kind !== undefined && ["rejected", "forbidden", "not-found", "refused"].includes(kind);
  }

  async #attempt(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (this.#options.signal.aborted) return;
      if (!(error instanceof KubernetesFailure)) throw error;
      await this.#failed(error);
    }
  }

  async #failed(failure: KubernetesFailure): Promise<void> {
    if (failure.kind === "expired") {
      this.#version = "";
      return;
    }
    const { message } = failure;
    const what = describeSelection(this.#selection);
    this.failure = new KubernetesFailure(failure.kind, `${what}: ${message}`, { cause: failure });
    this.#options.changed();
    if (!this.#isHopeless()) await this.#pause();
  }

  async #pause(): Promise<void> {
    const { signal } = this.#options;
    // The signal ends the wait; that is no failure.
    await sleep(this.#pauseMs * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
    this.#pauseMs = Math.min(this.#pauseMs * 2, LAST_PAUSE_MS);
  }

  async #list(): Promise<void> {
    const { objects, version }: Listing = await this.#kubernetes.list(this.#selection);
    this.#objects.clear();
    for (const object of objects) this.#objects.set(keyOf(object), object);
    this.#version = version;
    this.#succeeded();
  }

  async #watch(): Promise<void> {
    let events = 0;
    for await (const event of this.#kubernetes.watch(this.#selection, this.#version)) {
      this.#version = textAt(event.object, "metadata", "resourceVersion") ?? this.#version;
      this.#take(event);
      events += 1;
    }
    if (events === 0) await this.#pause(); // a proxy may end every watch at once
  }

  #take({ type, object }: WatchEvent): void {
    if (type === "BOOKMARK") return;
    if (type === "DELETED") this.#objects.delete(keyOf(object));
    else this.#objects.set(keyOf(object), object);
    this.#succeeded();
  }

  #succeeded(): void {
    this.failure = undefined;
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#options.changed();
  }
}

function keyOf(object: KubeObject): string {
  const name = (field: string) => textAt(object, "metadata", field) ?? "";
  return `${name("namespace")}/${name("name")}`;
}
