import type { CharSet } from "./char-set.ts";

/** What must hold between two characters. */
export type Assertion =
  | "text-begin"
  | "text-end"
  | "line-begin"
  | "line-end"
  | "word-boundary"
  | "no-word-boundary";

/** A parsed regular expression. Groups capture nothing: only whether a text matches is asked. */
export type Syntax =
  | { readonly kind: "empty" }
  | { readonly kind: "char"; readonly set: CharSet }
  | { readonly kind: "assertion"; readonly assertion: Assertion }
  | { readonly kind: "sequence"; readonly parts: readonly Syntax[] }
  | { readonly kind: "choice"; readonly branches: readonly Syntax[] }
  | {
      readonly kind: "repeat";
      readonly part: Syntax;
      readonly min: number;
      /** Infinity for no bound. */
      readonly max: number;
      /** Was written `{min,max}`: such bounds multiply when nested, and Go limits their product. */
      readonly counted: boolean;
    };

/** A pattern that Go refuses: `message` is Go's reason with the part at fault. */
export class PatternFault extends Error {
  constructor(reason: string, part: string) {
    super(`error parsing regexp: ${reason}: \`${part}\``);
  }
}
