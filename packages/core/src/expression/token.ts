import { quote } from "./quote.ts";

/** What a token is. */
export type TokenKind = "Identifier" | "Number" | "String" | "Operator" | "Bracket" | "EOF";

/** A token of a condition: `value` is its text, for a string its content. */
export interface Token {
  readonly kind: TokenKind;
  readonly value: string;
  /** Offset in the source, UTF-16 units. */
  readonly at: number;
}

/** Whether the token is of that kind and, where values are given, one of them. */
export function isToken(token: Token, kind: TokenKind, ...values: readonly string[]): boolean {
  return token.kind === kind && (values.length === 0 || values.includes(token.value));
}

/** The token as error texts print it: `Operator("=")`, or `EOF`. */
export function printToken(token: Token): string {
  return token.value === "" ? token.kind : `${token.kind}(${quote(token.value)})`;
}
