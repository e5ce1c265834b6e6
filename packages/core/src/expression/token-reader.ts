import { Fault } from "./fault.ts";
import { tokenize } from "./lexer.ts";
import { isToken, printToken, type Token } from "./token.ts";

/** The tokens of a condition, one of them the current one. */
export class TokenReader {
  readonly #tokens: Generator<Token, undefined>;
  #current: Token;
  #stashed: Token | undefined;

  constructor(source: string) {
    this.#tokens = tokenize(source);
    this.#current = this.#tokens.next().value ?? { kind: "EOF", value: "", at: 0 };
  }

  get current(): Token {
    return this.#current;
  }

  /** Whether the current token is of that kind and, where values are given, one of them. */
  is(kind: Token["kind"], ...values: readonly string[]): boolean {
    return isToken(this.#current, kind, ...values);
  }

  next(): void {
    const token = this.#stashed ?? this.#tokens.next().value;
    this.#stashed = undefined;
    if (token === undefined) throw new Fault("unexpected end of expression", this.#current.at);
    this.#current = token;
  }

  /** Goes back to the token before the current one, once. */
  backTo(previous: Token): void {
    this.#stashed = this.#current;
    this.#current = previous;
  }

  /** The current token, which is then passed; a fault when it is another than expected. */
  expect(kind: Token["kind"], value?: string): Token {
    const token = this.accept(kind, value);
    if (token === undefined) throw this.unexpected();
    return token;
  }

  /** The current token, which is then passed; undefined, and nothing passed, when it is another. */
  accept(kind: Token["kind"], value?: string): Token | undefined {
    const token = this.#current;
    if (!isToken(token, kind, ...(value === undefined ? [] : [value]))) return undefined;
    this.next();
    return token;
  }

  unexpected(): Fault {
    return new Fault(`unexpected token ${printToken(this.#current)}`, this.#current.at);
  }
}
