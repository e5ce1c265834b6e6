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

const environment = new Environment({ unlistedVariablesAreDyn: true }).registerFunction(
  "string.extract(string): string",
  extract,
);

/** @throws the document's code, at the expression's place */
export function readCel(value: YamlValue): CelExpression {
  const text = value.string().trim();
  if (text.length > MAX_CHARACTERS) {
    throw value.fault(`at most ${MAX_CHARACTERS} characters`);
  }
  try {
    return { text, ast: environment.parse(text).ast, place: value.place };
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
    return environment.evaluate(text, { ...context });
  } catch {
    return undefined; // the library throws what the language calls an error of evaluation, and Google refuses then
  }
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
