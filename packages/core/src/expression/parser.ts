import { BUILTINS } from "./builtins.ts";
import { Fault } from "./fault.ts";
import {
  BINARY,
  isComparison,
  isNegatable,
  PREDICATES,
  type PredicateArgument,
  UNARY,
} from "./grammar.ts";
import { isIdentifier } from "./lexer.ts";
import { numberNode } from "./literal.ts";
import type { MemberNode, Node, PairNode } from "./node.ts";
import { isToken, printToken, type Token } from "./token.ts";
import { TokenReader } from "./token-reader.ts";
import { MAX_DEPTH, TreeBuilder, tooDeep } from "./tree.ts";

/** Ours, UTF-16 units: longer text is no condition. */
const MAX_LENGTH = 100_000;

/**
 * The syntax tree of a condition in the expression language of Argo Rollouts 1.10. Names are not
 * looked up and types not checked.
 * @throws Fault with the text that expr-lang v1.17.7 gives
 * @see https://expr-lang.org/docs/language-definition
 */
export function parse(source: string): Node {
  const { length } = source;
  if (length <= MAX_LENGTH) return new Parser(source).parse();
  throw new Fault(`condition is ${length} characters long; at most ${MAX_LENGTH} are read`, 0);
}

class Parser {
  readonly #tokens: TokenReader;
  readonly #tree = new TreeBuilder();
  /** How many predicates we are in: `#` and a leading `.` mean something only there. */
  #predicates = 0;
  #nesting = 0;

  constructor(source: string) {
    this.#tokens = new TokenReader(source);
  }

  parse(): Node {
    const node = this.#sequence();
    if (!this.#tokens.is("EOF")) throw this.#tokens.unexpected();
    return node;
  }

  #sequence(): Node {
    const nodes = [this.#expression(0)];
    while (this.#tokens.accept("Operator", ";")) {
      if (this.#tokens.is("EOF")) break;
      nodes.push(this.#expression(0));
    }
    const [first] = nodes;
    if (nodes.length === 1 && first !== undefined) return first;
    return this.#tree.node({ kind: "sequence", nodes }, first?.at ?? 0);
  }

  #expression(precedence: number): Node {
    return this.#nested(() => {
      if (precedence > 0) return this.#binary(this.#primary(), precedence);
      if (this.#tokens.is("Operator", "let")) return this.#variable();
      if (this.#tokens.is("Operator", "if")) return this.#if();
      return this.#ternary(this.#binary(this.#primary(), 0));
    });
  }

  #nested(parse: () => Node): Node {
    this.#nesting += 1;
    if (this.#nesting > MAX_DEPTH) throw tooDeep(this.#tokens.current.at);
    const node = parse();
    this.#nesting -= 1;
    return node;
  }

  /** Takes up the operators that bind at least as strongly as `precedence`. */
  #binary(first: Node, precedence: number): Node {
    let left = first;
    let previous = "";
    while (this.#tokens.is("Operator")) {
      const not = this.#tokens.is("Operator", "not") ? this.#tokens.current : undefined;
      if (not !== undefined && !this.#passNot(not, precedence)) break;

      const operator = this.#tokens.current;
      const binding = BINARY.get(operator.value);
      if (binding === undefined || binding.precedence < precedence) break;
      this.#tokens.next();
      left = this.#operation(left, { operator, previous, not });
      previous = operator.value;
    }
    return left;
  }

  /** Passes the `not` of `not in`; false, and back before the `not`, when that binds too weakly. */
  #passNot(not: Token, precedence: number): boolean {
    this.#tokens.next();
    const { value } = this.#tokens.current;
    if (!isNegatable(value)) throw this.#tokens.unexpected();
    if ((BINARY.get(value)?.precedence ?? 0) >= precedence) return true;
    this.#tokens.backTo(not);
    return false;
  }

  #operation(
    left: Node,
    { operator, previous, not }: { operator: Token; previous: string; not: Token | undefined },
  ): Node {
    const { value, at } = operator;
    if (value === "|") {
      const name = this.#tokens.expect("Identifier");
      return this.#call(name, [left]);
    }
    if (previous === "??" && value !== "??") {
      throw new Fault(
        `Operator (${value}) and coalesce expressions (??) cannot be mixed. Wrap either by parentheses.`,
        at,
      );
    }
    const { precedence, isRight } = BINARY.get(value) ?? { precedence: 0, isRight: false };
    if (isComparison(value)) return this.#comparison(left, operator);
    const right = this.#expression(isRight ? precedence : precedence + 1);
    const node = this.#tree.node({ kind: "binary", operator: value, left, right }, at);
    if (not === undefined) return node;
    return this.#tree.node({ kind: "unary", operator: "not", operand: node }, at);
  }

  /** `1 < x <= 5` is `1 < x && x <= 5`. */
  #comparison(first: Node, firstOperator: Token): Node {
    let left = first;
    let operator = firstOperator;
    let root: Node | undefined;
    for (;;) {
      const { value, at } = operator;
      const right = this.#expression((BINARY.get(value)?.precedence ?? 0) + 1);
      const node = this.#tree.node({ kind: "binary", operator: value, left, right }, at);
      root =
        root === undefined
          ? node
          : this.#tree.node({ kind: "binary", operator: "&&", left: root, right: node }, at);
      left = right;
      operator = this.#tokens.current;
      if (!this.#tokens.is("Operator") || !isComparison(operator.value)) return root;
      this.#tokens.next();
    }
  }

  #variable(): Node {
    this.#tokens.next();
    const name = this.#tokens.expect("Identifier");
    this.#tokens.expect("Operator", "=");
    const value = this.#expression(0);
    this.#tokens.expect("Operator", ";");
    const body = this.#sequence();
    return this.#tree.node({ kind: "variable", name: name.value, value, body }, name.at);
  }

  #if(): Node {
    this.#tokens.next();
    const condition = this.#expression(0);
    const consequent = this.#block();
    this.#tokens.expect("Operator", "else");
    const isChain = this.#tokens.is("Operator", "if");
    const alternate = isChain ? this.#nested(() => this.#if()) : this.#block();
    return this.#tree.node(
      { kind: "conditional", ternary: false, condition, consequent, alternate },
      0,
    );
  }

  #block(): Node {
    this.#tokens.expect("Bracket", "{");
    const node = this.#sequence();
    this.#tokens.expect("Bracket", "}");
    return node;
  }

  #ternary(first: Node): Node {
    let condition = first;
    while (this.#tokens.accept("Operator", "?")) {
      let consequent = condition;
      if (!this.#tokens.accept("Operator", ":")) {
        consequent = this.#expression(0);
        this.#tokens.expect("Operator", ":");
      }
      const alternate = this.#expression(0);
      condition = this.#tree.node(
        { kind: "conditional", ternary: true, condition, consequent, alternate },
        this.#tokens.current.at,
      );
    }
    return condition;
  }

  #primary(): Node {
    const token = this.#tokens.current;
    const precedence = token.kind === "Operator" ? UNARY.get(token.value) : undefined;
    if (precedence !== undefined) {
      this.#tokens.next();
      const operand = this.#expression(precedence);
      return this.#postfix(
        this.#tree.node({ kind: "unary", operator: token.value, operand }, token.at),
      );
    }
    if (this.#tokens.accept("Bracket", "(")) {
      const node = this.#sequence();
      this.#tokens.expect("Bracket", ")");
      return this.#postfix(node);
    }
    if (this.#predicates > 0 && this.#tokens.is("Operator", "#", ".")) {
      return this.#postfix(this.#pointer(token));
    }
    if (this.#tokens.accept("Operator", "::")) {
      return this.#postfix(this.#call(this.#tokens.expect("Identifier"), []));
    }
    return this.#secondary(token);
  }

  /** A leading dot stays: it belongs to the member access that follows. */
  #pointer(token: Token): Node {
    const isHash = this.#tokens.accept("Operator", "#") !== undefined;
    const name = (isHash && this.#tokens.accept("Identifier")?.value) || "";
    return this.#tree.node({ kind: "pointer", name }, token.at);
  }

  #secondary(token: Token): Node {
    const { kind, value, at } = token;
    if (isToken(token, "Bracket", "[")) return this.#postfix(this.#array(token));
    if (isToken(token, "Bracket", "{")) return this.#postfix(this.#map(token));
    if (kind !== "Identifier" && kind !== "Number" && kind !== "String")
      throw this.#tokens.unexpected();
    this.#tokens.next();
    if (kind === "Number") return this.#tree.node(numberNode(value, this.#tokens.current.at), at);
    if (kind === "String") return this.#postfix(this.#tree.node({ kind: "string", value }, at));
    if (value === "nil") return this.#tree.node({ kind: "nil" }, at);
    if (value === "true" || value === "false") {
      return this.#tree.node({ kind: "bool", value: value === "true" }, at);
    }
    if (this.#tokens.is("Bracket", "(")) return this.#postfix(this.#call(token, []));
    return this.#postfix(this.#tree.node({ kind: "identifier", name: value }, at));
  }

  /** A call by name; through a pipe the first argument is already there. */
  #call(name: Token, piped: Node[]): Node {
    const { value, at } = name;
    const wanted = PREDICATES.get(value);
    if (wanted !== undefined) {
      const args = this.#predicateArguments(wanted.slice(piped.length), piped);
      return this.#tree.node({ kind: "builtin", name: value, args }, at);
    }
    if (BUILTINS.has(value)) {
      return this.#tree.node({ kind: "builtin", name: value, args: this.#arguments(piped) }, at);
    }
    const callee = this.#tree.node({ kind: "identifier", name: value }, at);
    return this.#tree.node({ kind: "call", callee, args: this.#arguments(piped) }, at);
  }

  #predicateArguments(wanted: readonly PredicateArgument[], piped: Node[]): Node[] {
    this.#tokens.expect("Bracket", "(");
    const args = [...piped];
    for (const [index, argument] of wanted.entries()) {
      if (this.#tokens.is("Bracket", ")")) {
        if (argument.endsWith("?")) break;
        throw new Fault(`expected at least ${wanted.length} arguments`, this.#tokens.current.at);
      }
      if (index > 0) this.#tokens.expect("Operator", ",");
      args.push(argument.startsWith("predicate") ? this.#predicate() : this.#expression(0));
    }
    this.#tokens.accept("Operator", ",");
    this.#tokens.expect("Bracket", ")");
    return args;
  }

  #predicate(): Node {
    const { at } = this.#tokens.current;
    const isBlock = this.#tokens.is("Bracket", "{");
    this.#predicates += 1;
    const node = isBlock ? this.#block() : this.#expression(0);
    this.#predicates -= 1;
    if (!isBlock && this.#tokens.is("Operator", ";")) {
      throw new Fault("wrap predicate with brackets { and }", this.#tokens.current.at);
    }
    return this.#tree.node({ kind: "predicate", node }, at);
  }

  #arguments(piped: Node[]): Node[] {
    this.#tokens.expect("Bracket", "(");
    const args = [...piped, ...this.#list(")")];
    this.#tokens.expect("Bracket", ")");
    return args;
  }

  /** Expressions between commas up to the closing bracket, a comma before it allowed. */
  #list(close: string): Node[] {
    const nodes: Node[] = [];
    while (!this.#tokens.is("Bracket", close)) {
      if (nodes.length > 0) this.#tokens.expect("Operator", ",");
      if (this.#tokens.is("Bracket", close)) break;
      nodes.push(this.#expression(0));
    }
    return nodes;
  }

  #array(token: Token): Node {
    this.#tokens.next();
    const nodes = this.#list("]");
    this.#tokens.expect("Bracket", "]");
    return this.#tree.node({ kind: "array", nodes }, token.at);
  }

  #map(token: Token): Node {
    this.#tokens.next();
    const pairs: PairNode[] = [];
    while (!this.#tokens.is("Bracket", "}")) {
      if (pairs.length > 0) this.#tokens.expect("Operator", ",");
      if (this.#tokens.is("Bracket", "}")) break;
      if (pairs.length > 0 && this.#tokens.is("Operator", ",")) throw this.#tokens.unexpected();
      const key = this.#mapKey();
      this.#tokens.expect("Operator", ":");
      const value = this.#expression(0);
      pairs.push(this.#tree.node({ kind: "pair", key, value }, token.at));
    }
    this.#tokens.expect("Bracket", "}");
    return this.#tree.node({ kind: "map", pairs }, token.at);
  }

  #mapKey(): Node {
    const { kind, value, at } = this.#tokens.current;
    if (this.#tokens.is("Bracket", "(")) return this.#expression(0);
    if (kind !== "Number" && kind !== "String" && kind !== "Identifier") {
      throw new Fault(
        `a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses (unexpected token ${printToken(this.#tokens.current)})`,
        at,
      );
    }
    this.#tokens.next();
    return this.#tree.node({ kind: "string", value }, at);
  }

  #postfix(first: Node): Node {
    let node = first;
    for (;;) {
      const token = this.#tokens.current;
      if (isToken(token, "Bracket", "[")) {
        node = this.#bracket(node, { at: token.at, optional: false });
      } else if (isToken(token, "Operator", ".", "?.")) {
        this.#tokens.next();
        const optional = token.value === "?.";
        const { at } = this.#tokens.current;
        if (optional && this.#tokens.is("Bracket", "["))
          node = this.#bracket(node, { at, optional });
        else node = this.#member(node, optional);
      } else {
        return node;
      }
    }
  }

  #member(node: Node, optional: boolean): Node {
    const { kind, value, at } = this.#tokens.current;
    this.#tokens.next();
    if (kind !== "Identifier" && !(kind === "Operator" && isIdentifier(value))) {
      throw new Fault("expected name", this.#tokens.current.at);
    }
    const property = this.#tree.node({ kind: "string", value }, at);
    const method = this.#tokens.is("Bracket", "(");
    const inner = node.kind === "chain" ? node.node : node;
    const member: MemberNode = this.#tree.node(
      { kind: "member", node: inner, property, optional, method },
      at,
    );
    const called = method
      ? this.#tree.node({ kind: "call", callee: member, args: this.#arguments([]) }, at)
      : member;
    if (node.kind !== "chain" && !optional) return called;
    return this.#tree.node({ kind: "chain", node: called }, at);
  }

  /** `[index]`, `[from:to]`, `[:to]`, `[from:]` or `[:]`. */
  #bracket(node: Node, { at, optional }: { at: number; optional: boolean }): Node {
    this.#tokens.next();
    const from = this.#tokens.is("Operator", ":") ? undefined : this.#expression(0);
    if (this.#tokens.accept("Operator", ":")) {
      const to = this.#tokens.is("Bracket", "]") ? undefined : this.#expression(0);
      const slice = this.#tree.node({ kind: "slice", node, from, to }, at);
      this.#tokens.expect("Bracket", "]");
      return slice;
    }
    if (from === undefined) throw this.#tokens.unexpected();
    const member = this.#tree.node(
      { kind: "member", node, property: from, optional, method: false },
      at,
    );
    const whole = optional ? this.#tree.node({ kind: "chain", node: member }, at) : member;
    this.#tokens.expect("Bracket", "]");
    return whole;
  }
}
