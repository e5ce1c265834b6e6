import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
} from "yaml";
import { type ErrorCode, type Place, UserError } from "../errors.ts";

/** A YAML file to read, and the code of the errors that its faults get. */
export interface YamlSource {
  readonly text: string;
  readonly file: string;
  readonly code: ErrorCode;
}

/** No file that people write by hand comes near this; a larger one is refused unread. */
const MAX_CHARACTERS = 1024 * 1024;

/**
 * The documents of a YAML stream, empty ones left out. Values are read one by one and on demand, so an
 * alias is followed only where it is asked for and cannot multiply.
 * @throws the source's code, at the line of the first syntax fault
 */
export function readYaml(source: YamlSource): YamlValue[] {
  const { text, file, code } = source;
  if (text.length > MAX_CHARACTERS) {
    throw new UserError(
      code,
      `file has ${text.length} characters; expected at most ${MAX_CHARACTERS}`,
      {
        file,
        hint: "Split the file, or give the right one.",
      },
    );
  }
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  return documents.flatMap((document) => {
    const [fault] = document.errors;
    if (fault !== undefined) {
      const { line, col } = lines.linePos(fault.pos[0]);
      const message = fault.message.replace(/^Maximum call stack.*/, "the nesting is too deep");
      throw new UserError(code, `not valid YAML: ${message}`, {
        file,
        line,
        column: col,
        hint: "Correct the syntax at this place.",
      });
    }
    const context = { source, document, lines };
    return document.contents === null ? [] : [new YamlValue(document.contents, context)];
  });
}

interface Context {
  readonly source: YamlSource;
  readonly document: Document;
  readonly lines: LineCounter;
}

/** One value of a YAML document, read as what the caller expects it to be. */
export class YamlValue {
  readonly #node: Node;
  readonly #context: Context;
  /** How the value is reached from the top of its document: `spec.syncWindows[0].duration`. */
  readonly #path: string;

  constructor(node: Node, context: Context, path = "") {
    this.#node = (isAlias(node) ? node.resolve(context.document) : node) ?? node;
    this.#context = context;
    this.#path = path;
  }

  /** Where the value starts; an alias counts as the value it stands for. */
  get place(): Place {
    const { line, col } = this.#context.lines.linePos(this.#node.range?.[0] ?? 0);
    return { file: this.#context.source.file, line, column: col };
  }

  /** Whether there is no value: `null`, `~` or nothing behind the key. */
  get isEmpty(): boolean {
    return isScalar(this.#node) && this.#node.value === null;
  }

  get isMapping(): boolean {
    return isMap(this.#node);
  }

  get isSequence(): boolean {
    return isSeq(this.#node);
  }

  /** The entries of a mapping by key; a key without a value is left out, an empty value has none. */
  entries(): Map<string, YamlValue> {
    if (this.isEmpty) return new Map();
    if (!isMap<Node, Node | null>(this.#node)) throw this.fault("a mapping");
    const entries = this.#node.items.flatMap(({ key, value }): [string, YamlValue][] => {
      const name = String(isScalar(key) ? key.value : key);
      return value === null ? [] : [[name, this.#child(value, `.${name}`)]];
    });
    return new Map(entries.filter(([, value]) => !value.isEmpty));
  }

  /** The keys of a mapping and where they stand, also those without a value. */
  keys(): [name: string, place: Place][] {
    if (!isMap<Node, Node | null>(this.#node)) throw this.fault("a mapping");
    return this.#node.items.map(({ key }) => {
      const name = String(isScalar(key) ? key.value : key);
      return [name, this.#child(key, `.${name}`).place];
    });
  }

  /** The items of a sequence; an empty value has none. */
  items(): YamlValue[] {
    if (this.isEmpty) return [];
    if (!isSeq<Node>(this.#node)) throw this.fault("a list");
    return this.#node.items.map((item, index) => this.#child(item, `[${index}]`));
  }

  /** The value if it is text, else `undefined`. */
  get text(): string | undefined {
    const value = isScalar(this.#node) ? this.#node.value : undefined;
    return typeof value === "string" ? value : undefined;
  }

  /** The value as text if it is a text, a number or a truth value, else `undefined`. */
  get scalar(): string | undefined {
    const value = isScalar(this.#node) ? this.#node.value : undefined;
    return ["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined;
  }

  string(): string {
    const { text } = this;
    if (text !== undefined) return text;
    throw this.fault("a text; put it in quotes if it looks like a number or a truth value");
  }

  /** `true` or `false`, or the words `yes`, `no`, `on` and `off`, which Kubernetes reads the same way. */
  boolean(): boolean {
    const value = isScalar(this.#node) ? this.#node.value : undefined;
    if (typeof value === "boolean") return value;
    if (typeof value === "string" && /^(?:y|yes|on)$/i.test(value)) return true;
    if (typeof value === "string" && /^(?:n|no|off)$/i.test(value)) return false;
    throw this.fault("true or false");
  }

  /** An error at this place that the value is of the wrong kind. */
  fault(expected: string): UserError {
    return this.error(`${this.#subject} is ${this.#describe()}; expected ${expected}`, {
      hint: "Correct the value at this place.",
    });
  }

  /** An error at this place, of the source's code. */
  error(message: string, { hint }: { hint: string }): UserError {
    return new UserError(this.#context.source.code, message, { ...this.place, hint });
  }

  get #subject(): string {
    return this.#path === "" ? "the document" : this.#path;
  }

  #describe(): string {
    if (isMap(this.#node)) return "a mapping";
    if (isSeq(this.#node)) return "a list";
    return isScalar(this.#node) ? JSON.stringify(this.#node.value) : "an alias to nothing";
  }

  #child(node: Node, step: string): YamlValue {
    return new YamlValue(node, this.#context, `${this.#path}${step}`.replace(/^\./, ""));
  }
}
