import { type Nature, NIL, natureOf } from "./nature.ts";
import type { Node } from "./node.ts";
import { type Dictionary, typeOf } from "./value.ts";

/** What the checker knows where a node stands: names, variables, the predicate around it. */
export interface Scope {
  readonly environment: Dictionary;
  readonly variables: ReadonlyMap<string, Nature>;
  readonly predicate: PredicateScope | undefined;
  /** Checks a node and notes its nature on it. */
  readonly visit: (node: Node, scope: Scope) => Nature;
}

/** The array that the predicate around a node looks at, and the pointers it knows beside `#`. */
export interface PredicateScope {
  readonly collection: Nature;
  readonly pointers: Readonly<Record<string, Nature>>;
}

/** What the environment holds under that name; undefined when it has no such name. */
export function inEnvironment(name: string, scope: Scope): Nature | undefined {
  const entry = scope.environment.entries.get(name);
  if (entry === undefined) return undefined;
  return entry.value === null ? NIL : natureOf(typeOf(entry.value));
}
