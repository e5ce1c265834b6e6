import { getInput } from "@actions/core";
import { type ErrorCode, UserError } from "@gitops-actions/core/errors";

/** Turns the text of one input, trimmed and "" when absent, into a value, or throws a `UserError`. */
export type Parser<T> = (text: string) => T;

/** A parser for every input of an action, by the names of its action.yml. */
export type Parsers<Name extends string = string> = Readonly<Record<Name, Parser<unknown>>>;

type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** The values a set of parsers yields, by camelCase name: `image-digest` becomes `imageDigest`. */
export type InputValues<P extends Parsers> = {
  readonly [Name in keyof P & string as CamelCase<Name>]: ReturnType<P[Name]>;
};

/** The text as it is; "" when the input was not given. */
export function text(value: string): string {
  return value;
}

/** A parser that wants a value. @throws `input-missing` */
export function required<T>(parse: Parser<T>): Parser<T> {
  return (value) => {
    if (value !== "") return parse(value);
    throw new UserError("input-missing", "is required and was not given", {
      hint: 'Give it under "with:" of the step.',
    });
  };
}

/** A parser that yields undefined when the input was not given. */
export function optional<T>(parse: Parser<T>): Parser<T | undefined> {
  return (value) => (value === "" ? undefined : parse(value));
}

/**
 * True or false by YAML's core schema, as the runner's own actions read booleans; false when not given.
 * @throws `input-invalid`
 */
export function flag(value: string): boolean {
  if (["true", "True", "TRUE"].includes(value)) return true;
  if (["false", "False", "FALSE", ""].includes(value)) return false;
  throw new UserError("input-invalid", `is ${JSON.stringify(value)}; expected true or false`, {
    hint: "Write true or false without quotes inside the value.",
  });
}

/** A parser for one of a few words. @throws `input-invalid` */
export function oneOf<const Word extends string>(...words: readonly Word[]): Parser<Word> {
  return (value) => {
    const word = words.find((candidate) => candidate === value);
    if (word !== undefined) return word;
    throw new UserError(
      "input-invalid",
      `is ${JSON.stringify(value)}; expected one of: ${words.join(", ")}`,
      { hint: "Give one of these words." },
    );
  };
}

/** A parser for lines: blank lines and lines that start with `#` are left out; empty when not given. */
export function lines<T>(parse: Parser<T>): Parser<readonly T[]> {
  return (value) =>
    value
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map(parse);
}

/** A parser for a whole number of seconds (or of anything) within bounds. @throws `input-invalid` */
export function wholeNumber(bounds: {
  readonly min: number;
  readonly max: number;
}): Parser<number> {
  return (value) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= bounds.min && number <= bounds.max) return number;
    throw new UserError(
      "input-invalid",
      `is ${JSON.stringify(value)}; expected a whole number from ${bounds.min} to ${bounds.max}`,
      { hint: "Give a number in digits." },
    );
  };
}

/**
 * The values of all inputs. Every fault is reported, not the first alone.
 * @throws the one fault there is, its message behind the input's name, or `input-invalid` that lists all
 */
export function readInputs<P extends Parsers>(parsers: P): InputValues<P> {
  const values: Record<string, unknown> = {};
  const faults: UserError[] = [];
  for (const [name, parse] of Object.entries(parsers)) {
    try {
      values[camelCase(name)] = parse(getInput(name));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      faults.push(named(name, error));
    }
  }
  const [first] = faults;
  if (first === undefined) return values as InputValues<P>; // each key was set from the parser of its name
  if (faults.length === 1) throw first;
  throw new UserError(
    commonCode(faults),
    `${faults.length} inputs are wrong:\n${faults.map(bullet).join("\n")}`,
    {
      hint: 'Correct them under "with:" of the step; the action\'s README lists every input.',
    },
  );
}

function named(name: string, error: UserError): UserError {
  return new UserError(error.code, `input "${name}": ${error.message}`, {
    hint: error.hint,
    cause: error,
  });
}

function bullet(fault: UserError): string {
  return `- ${fault.message}. ${fault.hint}`;
}

function commonCode(faults: readonly UserError[]): ErrorCode {
  const codes = new Set(faults.map(({ code }) => code));
  const [only] = codes;
  return codes.size === 1 && only !== undefined ? only : "input-invalid";
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
