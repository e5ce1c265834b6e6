import type { Account } from "./accounts.ts";
import type { State } from "./state.ts";
import type { Token } from "./tokens.ts";

/** One request: who asks, of which world, and how old a view of it they get. */
export interface Call {
  readonly state: State;
  readonly token: Token;
  readonly actor: Account;
  /** Reads of refs see them as they were then: a lagging replica. */
  readonly asOf: Date | undefined;
  /** What it creates cannot be found by its id before this; absent, at once. */
  readonly nodesVisibleFrom: Date | undefined;
  /** GitHub works mergeability out in the background, and may not be done yet. */
  readonly knowsMergeability: boolean;
  /** What a GraphQL request weighs: points against the rate limit, and nodes. */
  readonly weight: { readonly cost: number; readonly nodeCount: number };
}
