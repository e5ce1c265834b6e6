import { type ASTNode, Environment, ParseError } from "@marcbachmann/cel-js";
import type { Place } from "../../errors.ts";
import type { YamlValue } from "../../yaml/index.ts";

/** A parsed expression of the Common Expression Language, as Workload Identity pools have it. */
export interface CelExpression {
  readonly text: string;
  readonly ast: ASTNode;
  readonly place: Place;
}

/** What an expression can look at: the token's claims, and what the provider maps of them. */
export interface CelContext {
  readonly assertion: Readonly<Record<string, string>>;
  readonly attribute: Readonly<Record<string, string>>;
  readonly google: Readonly<Record<string, string>>;
}

/** Google takes conditions and mappings of so many characters. */
const MAX_CHARACTERS = 4096;

function environment(): Environment {
  const plain = new Environment({ unlistedVariablesAreDyn: true });
  return plain.registerFunction("string.extract(string): string", extract);
}

/** @throws the document's code, at the expression's place */
export function readCel(value: YamlValue): CelExpression {
  const text = value.string().trim();
  if (text.length > MAX_CHARACTERS) {
    throw value.fault(`at most ${MAX_CHARACTERS} characters`);
  }
  try {
    return { text, ast: environment().parse(aliased(text)).ast, place: value.place };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw value.error(`${JSON.stringify(text)} is no expression: ${error.summary}`, {
      hint: "Write it in the Common Expression Language: assertion.repository_id == '123'.",
    });
  }
}

/** The expression's value; undefined where it has none, such as for a claim that the token does not have. */
export function evaluateCel(text: string, context: CelContext): unknown {
  try {
    const { google, ...others } = context;
    return environment().evaluate(aliased(text), { ...others, [ALIAS]: google });
  } catch {
    return undefined; // the library throws what the language calls an error of evaluation, and Google refuses then
  }
}

/** `assertion.ref` and `assertion['ref']`. */
export interface Member {
  /** `assertion`, `attribute` or `google`. */
  readonly of: string;
  readonly name: string;
}

/** The member that an expression is; undefined where it is more than that. */
export function memberOf(node: ASTNode): Member | undefined {
  if (node.op !== "." && node.op !== "[]") return undefined;
  const [of, key] = node.args;
  const name = typeof key === "string" ? key : textOf(key);
  if (of.op !== "id" || name === undefined) return undefined;
  return { of: of.args === ALIAS ? "google" : of.args, name };
}

/** The text that an expression is; undefined where it is none. */
export function textOf(node: ASTNode): string | undefined {
  return node.op === "value" && typeof node.args === "string" ? node.args : undefined;
}

/** An expression as it is written. */
export function sourceOf({ input, start, end }: ASTNode): string {
  return input.slice(start, end).replace(/(?<![\w.])Google(?=[.[])/g, "google");
}

/** The library keeps the name `google` for types of its own. This one is as long, so that places stay. */
const ALIAS = "Google";

function aliased(text: string): string {
  const word = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|(?<![\w.])google(?=\s*[.[])/g;
  return text.replace(word, (found) => (found === "google" ? ALIAS : found));
}

/**
 * Google's own function: the part of a text that stands where a template has `{NAME}`; "" where there is none.
 * @see https://cloud.google.com/iam/docs/conditions-attribute-reference#extract
 */
function extract(text: string, template: string): string {
  const [, before, after] = /^([^{}]*)\{\w+\}([^{}]*)$/s.exec(template) ?? [];
  if (before === undefined || after === undefined) return "";
  const start = text.indexOf(before);
  if (start < 0) return "";
  const from = start + before.length;
  const end = after === "" ? text.length : text.indexOf(after, from);
  return end < 0 ? "" : text.slice(from, end);
}
