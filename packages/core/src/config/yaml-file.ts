import { isMap, isNode, isPair, LineCounter, type Node, parseDocument } from "yaml";
import { type ErrorCode, UserError } from "../errors.ts";
import { nearest } from "../text/nearest.ts";

/** A fault of a file, at its line. `line` counts from 1. */
export interface FileFault {
  readonly line: number;
  readonly message: string;
}

/** A file whose form is right, with a way back from its values to their lines. */
export interface YamlFile<T> {
  /** Path of the file, for messages. */
  readonly file: string;
  readonly value: T;
  /** The line of the value at a path of keys and indexes, or of its nearest parent that is there. */
  lineOf(path: readonly (string | number)[]): number;
}

/** One fault that a validator found, in ajv's form. */
export interface ValidationError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
  readonly parentSchema?: { readonly description?: string; readonly properties?: object };
}

/** What a file has to be like. */
export interface FileSchema {
  readonly validate: ((value: unknown) => boolean) & {
    readonly errors?: readonly ValidationError[] | null;
  };
  /** Of the error that lists what is wrong. */
  readonly code: ErrorCode;
  /** Name of the published JSON Schema. */
  readonly name: string;
}

/** Larger than any such file a person writes; a bound on what an alias bomb can cost. */
const MAX_CHARACTERS = 1_000_000;
const MAX_ALIASES = 100;

/** What the YAML library says in the words of its own interface. */
const OWN_WORDS: Readonly<Partial<Record<string, string>>> = {
  MULTIPLE_DOCS: "a second document begins; expected one",
};

/**
 * A YAML file in `text`, its form checked against its schema; `T` is the type that belongs to the schema.
 * @throws `UserError` of the schema's code that lists every fault with its line
 */
export function readYamlFile<T>(text: string, file: string, schema: FileSchema): YamlFile<T> {
  const fail = (faults: readonly FileFault[]): UserError => fileError(file, faults, schema);
  if (text.length > MAX_CHARACTERS) {
    const message = `the file has ${text.length} characters; at most ${MAX_CHARACTERS} are read`;
    throw fail([{ line: 1, message }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors.map(({ pos, code, message }) => ({
    line: lines.linePos(pos[0]).line,
    message: OWN_WORDS[code] ?? message.replace(/^Maximum call stack.*/, "the nesting is too deep"),
  }));
  if (broken.length > 0) throw fail(broken);

  const lineOf = (path: readonly (string | number)[]): number => {
    const offset = offsetOf(document.contents, path);
    return lines.linePos(offset).line;
  };
  const value = toPlain(document, fail);
  if (!schema.validate(value)) throw fail(describeErrors(schema.validate.errors ?? [], lineOf));
  return { file, value: value as T, lineOf }; // the validator and the type come from one schema
}

/** The faults as one error: the first at its place, the others listed below it. */
export function fileError(
  file: string,
  faults: readonly FileFault[],
  { code, name }: Pick<FileSchema, "code" | "name">,
): UserError {
  const sorted = [...faults].sort((a, b) => a.line - b.line);
  const [first] = sorted;
  const message =
    sorted.length === 1 && first !== undefined
      ? first.message
      : `${sorted.length} faults:\n${sorted.map((fault) => `- line ${fault.line}: ${fault.message}`).join("\n")}`;
  return new UserError(code, message, {
    file,
    line: first?.line,
    hint: `Correct the file; its JSON Schema (${name}) lists every key, and editors complete it.`,
  });
}

function toPlain(
  document: ReturnType<typeof parseDocument>,
  fail: (faults: readonly FileFault[]) => UserError,
): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw fail([{ line: 1, message }]);
  }
}

function offsetOf(contents: unknown, path: readonly (string | number)[]): number {
  let node: unknown = contents;
  let offset = isNode(contents) ? (contents.range?.[0] ?? 0) : 0;
  for (const key of path) {
    const next = step(node, key);
    if (next === undefined) return offset;
    offset = next.keyOffset ?? next.node?.range?.[0] ?? offset;
    node = next.node;
  }
  return offset;
}

/** The child below `key`; of a map's entry the place of its key, which is where a reader looks. */
function step(
  node: unknown,
  key: string | number,
): { node: Node | undefined; keyOffset?: number } | undefined {
  if (!isNode(node) || !("items" in node)) return undefined;
  if (!isMap(node)) {
    const item = Array.isArray(node.items) ? node.items[Number(key)] : undefined;
    return isNode(item) ? { node: item } : undefined;
  }
  const pair = node.items.find((item) => isPair(item) && String(item.key) === String(key));
  if (pair === undefined) return undefined;
  const keyOffset = isNode(pair.key) ? pair.key.range?.[0] : undefined;
  const value = isNode(pair.value) ? pair.value : undefined;
  return keyOffset === undefined ? { node: value } : { node: value, keyOffset };
}

function describeErrors(
  errors: readonly ValidationError[],
  lineOf: (path: readonly string[]) => number,
): FileFault[] {
  return mostTelling(errors).map((error) => {
    const path = error.instancePath.split("/").slice(1).map(unescapePointer);
    const unknown = error.params.additionalProperty ?? error.params.propertyName;
    return {
      line: lineOf(typeof unknown === "string" ? [...path, unknown] : path),
      message: `${path.join(".") || "the file"}: ${describe(error)}`,
    };
  });
}

/**
 * Of the branches of an `anyOf` only what is more specific than "none of them" is worth telling: a fault
 * below the value that was to be chosen for, else that none fits.
 */
function mostTelling(errors: readonly ValidationError[]): readonly ValidationError[] {
  const choices = errors
    .filter(({ keyword }) => keyword === "anyOf")
    .map((error) => error.instancePath);
  const isAt = (path: string): boolean => errors.some((error) => error.instancePath === path);
  const isBelow = (path: string): boolean =>
    errors.some((error) => error.instancePath.startsWith(`${path}/`));
  return errors.filter(({ keyword, instancePath, params }) => {
    if (keyword === "propertyNames") return false; // its cause is listed beside it
    if (!choices.includes(instancePath)) return true;
    // A key that one branch does not know and another finds fault with below is known.
    if (keyword === "additionalProperties") {
      const path = `${instancePath}/${params["additionalProperty"]}`;
      return !isAt(path) && !isBelow(path);
    }
    return keyword === "anyOf" && !isBelow(instancePath);
  });
}

function describe(error: ValidationError): string {
  const found = JSON.stringify(error.data) ?? "nothing";
  const shown = found.length > 60 ? `${found.slice(0, 60)}...` : found;
  const meaning: unknown = error.parentSchema?.description;
  const because = typeof meaning === "string" ? ` (${meaning})` : "";
  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(error.params.additionalProperty);
      const known = Object.keys(error.parentSchema?.properties ?? {});
      const near = nearest(key, known);
      const advice =
        near === undefined ? `expected one of: ${known.join(", ")}` : `did you mean "${near}"?`;
      return `unknown key ${JSON.stringify(key)}; ${advice}`;
    }
    case "required":
      return `the key "${error.params.missingProperty}" is missing${because}`;
    case "enum":
      return `found ${shown}; expected one of: ${String(error.params.allowedValues).replaceAll(",", ", ")}`;
    case "const":
      return `found ${shown}; expected ${JSON.stringify(error.params.allowedValue)}`;
    case "type":
      return `found ${shown}; expected ${article(String(error.params.type))}${because}`;
    default:
      return `found ${shown}, which is not of the form it has to have${because}`;
  }
}

function article(type: string): string {
  const names: Record<string, string> = {
    object: "a map",
    array: "a list",
    string: "text",
    boolean: "true or false",
    integer: "a whole number",
  };
  return names[type] ?? type;
}

function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}
