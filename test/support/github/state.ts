import { Accounts } from "./accounts.ts";
import type { App } from "./apps.ts";
import type { Clock } from "./clock.ts";
import { RateLimits } from "./limits.ts";
import type { Repository } from "./repository.ts";
import type { Token } from "./tokens.ts";

/** Everything GitHub would keep in its databases. */
export class State {
  readonly clock: Clock;
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly serverUrl: string;
  readonly accounts: Accounts;
  readonly limits: RateLimits;
  readonly apps: App[] = [];
  readonly tokens = new Map<string, Token>();
  readonly #repositories = new Map<string, Repository>();
  readonly #nodes = new Map<string, object>();
  #lastId = 1_000;

  constructor(clock: Clock, serverUrl: string) {
    this.clock = clock;
    this.serverUrl = serverUrl;
    this.limits = new RateLimits(clock);
    this.accounts = new Accounts(
      () => this.nextId(),
      (node) => this.register(node),
    );
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

  /** Makes a thing findable by its global id. */
  register(node: { readonly nodeId: string }): void {
    this.#nodes.set(node.nodeId, node);
  }

  node(id: string): object | undefined {
    return this.#nodes.get(id);
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
