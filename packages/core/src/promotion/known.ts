import type { Gate } from "../policy/index.ts";

/** Something that was looked for: there, or not to be told, and why. */
export type Known<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly why: string };

/** The gate over a fact, or one that waits because the fact is not known. */
export function whenKnown<T>(name: string, fact: Known<T>, gate: (value: T) => Gate): Gate {
  return fact.known ? gate(fact.value) : { name, state: "wait", reason: fact.why };
}
