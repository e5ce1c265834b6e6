import { Accounts } from "./accounts.ts";
import type { App, AppIdentity } from "./apps.ts";
import type { Call } from "./call.ts";
import type { Clock } from "./clock.ts";
import type { RefMove } from "./git/refs.ts";
import { RateLimits } from "./limits.ts";
import { nodeId } from "./node-ids.ts";
import type { Repository } from "./repository.ts";
import type { Token } from "./tokens.ts";

/** What has to follow from a change: pull requests close, approvals lapse, what waited is merged. */
export type Settle = (
  call: Pick<Call, "state" | "actor" | "token">,
  repository: Repository,
  moves: readonly RefMove[],
) => Promise<void>;

/** GitHub Actions is an App too; this is its real id. */
const actionsApp = { slug: "github-actions", id: 15_368 };

/** Everything GitHub would keep in its databases. */
export class State {
  readonly clock: Clock;
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly serverUrl: string;
  readonly accounts: Accounts;
  readonly limits: RateLimits;
  /** The Apps that have a key. */
  readonly apps: App[] = [];
  readonly settle: Settle;
  readonly tokens = new Map<string, Token>();
  readonly #identities = new Map<string, AppIdentity>();
  readonly #repositories = new Map<string, Repository>();
  readonly #nodes = new Map<string, { readonly node: object; readonly visibleFrom: Date }>();
  #lastId = 1_000;

  constructor(clock: Clock, serverUrl: string, settle: Settle) {
    this.clock = clock;
    this.serverUrl = serverUrl;
    this.settle = settle;
    this.limits = new RateLimits(clock);
    this.accounts = new Accounts(this);
  }

  get apiUrl(): string {
    return `${this.serverUrl}/api/v3`;
  }

  get graphqlUrl(): string {
    return `${this.serverUrl}/api/graphql`;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** A fresh number and the global id that goes with it. */
  newIdentity(prefix: string): { readonly id: number; readonly nodeId: string } {
    const id = this.nextId();
    return { id, nodeId: nodeId(prefix, id) };
  }

  /** Makes a thing findable by its global id, from `visibleFrom` on. */
  register(node: { readonly nodeId: string }, visibleFrom = this.clock.now()): void {
    this.#nodes.set(node.nodeId, { node, visibleFrom });
  }

  node(id: string): object | undefined {
    const found = this.#nodes.get(id);
    return found !== undefined && found.visibleFrom <= this.clock.now() ? found.node : undefined;
  }

  /** Who the App of that slug is; nobody needs its key to hold a token of it. */
  appIdentity(slug: string): AppIdentity {
    const known = this.#identities.get(slug);
    if (known !== undefined) return known;
    const id = slug === actionsApp.slug ? actionsApp.id : this.nextId();
    const identity: AppIdentity = {
      id,
      nodeId: nodeId("A", id),
      slug,
      owner: this.accounts.organization("apps"),
      bot: this.accounts.bot(slug),
      permissions: {},
      createdAt: this.clock.now(),
    };
    this.#identities.set(slug, identity);
    return identity;
  }

  addApp(app: App): void {
    this.apps.push(app);
    this.#identities.set(app.slug, app);
  }

  addRepository(repository: Repository): void {
    this.#repositories.set(repository.nameWithOwner.toLowerCase(), repository);
    this.register(repository);
  }

  /** By `owner/name`, without regard to case. */
  repository(nameWithOwner: string): Repository | undefined {
    return this.#repositories.get(nameWithOwner.toLowerCase());
  }

  repositories(): Repository[] {
    return [...this.#repositories.values()];
  }
}
