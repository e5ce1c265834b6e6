import { type ErrorCode, UserError } from "../errors.ts";

/**
 * A value of foreign JSON, read field by field: what is absent is `undefined` or empty, and what has another
 * type than it must have is an error that names its path.
 */
export class JsonValue {
  readonly #value: unknown;
  readonly #code: ErrorCode;
  readonly #path: string;

  /** @param code of the error for a value of the wrong type */
  constructor(value: unknown, code: ErrorCode, path = "") {
    this.#value = value;
    this.#code = code;
    this.#path = path;
  }

  get isPresent(): boolean {
    return this.#value !== undefined && this.#value !== null;
  }

  /** The value under a key of an object. */
  at(key: string): JsonValue {
    const path = this.#path === "" ? key : `${this.#path}.${key}`;
    if (!this.isPresent) return new JsonValue(undefined, this.#code, path);
    if (typeof this.#value !== "object" || Array.isArray(this.#value))
      throw this.#unlike("an object");
    return new JsonValue((this.#value as Readonly<Record<string, unknown>>)[key], this.#code, path); // just seen to be one
  }

  /** The items of a list; none when it is absent. */
  items(): readonly JsonValue[] {
    if (!this.isPresent) return [];
    if (!Array.isArray(this.#value)) throw this.#unlike("a list");
    return this.#value.map(
      (item, index) => new JsonValue(item, this.#code, `${this.#path}[${index}]`),
    );
  }

  /** The text; "" when it is absent. */
  text(): string {
    if (!this.isPresent) return "";
    if (typeof this.#value !== "string") throw this.#unlike("text");
    return this.#value;
  }

  /** The text, which has to be there. */
  needed(): string {
    if (this.text() === "") throw this.#unlike("text");
    return this.text();
  }

  /** The instant that the text names; undefined when it is absent or names none. */
  instant(): Date | undefined {
    const date = new Date(this.text());
    return Number.isNaN(date.getTime()) ? undefined : date;
  }

  #unlike(expected: string): UserError {
    const found = JSON.stringify(this.#value) ?? "nothing";
    const shown = found.length > 60 ? `${found.slice(0, 60)}...` : found;
    return new UserError(
      this.#code,
      `${this.#path || "the file"}: found ${shown}, expected ${expected}`,
      { hint: "Give the file as the program wrote it, in its own JSON format." },
    );
  }
}
