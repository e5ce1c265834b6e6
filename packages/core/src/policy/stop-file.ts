import { UserError } from "../errors.ts";
import { nearest } from "../text/index.ts";
import { parseInstant } from "../time/index.ts";
import { readYaml, type YamlSource, type YamlValue } from "../yaml/index.ts";
import type { Stop } from "./stop.ts";

/** A stop that somebody answers for. */
export interface OwnedStop extends Stop {
  readonly owner: string;
}

/** The fields of a file, each with its place. */
export class StopFields {
  readonly #document: YamlValue;
  readonly #fields: ReadonlyMap<string, YamlValue>;

  constructor(document: YamlValue, known: readonly string[]) {
    this.#document = document;
    this.#fields = document.entries();
    for (const [name, value] of this.#fields) {
      if (known.includes(name)) continue;
      const meant = nearest(name, known);
      throw value.error(`field ${JSON.stringify(name)} is not known`, {
        hint: meant === undefined ? `Use one of: ${known.join(", ")}.` : `Write "${meant}".`,
      });
    }
  }

  optional(name: string): YamlValue | undefined {
    return this.#fields.get(name);
  }

  required(name: string): YamlValue {
    const value = this.#fields.get(name);
    if (value !== undefined) return value;
    throw this.#document.error(`field "${name}" is missing`, { hint: `Add "${name}: ...".` });
  }

  /** A text that is required and not blank. */
  text(name: string): string {
    const value = this.required(name);
    if (value.string().trim() === "") throw value.fault("a text that is not empty");
    return value.string();
  }

  instant(name: string): Date {
    const value = this.required(name);
    const instant = parseInstant(value.string());
    if (instant === undefined) {
      throw value.fault("an instant with its offset, for example 2026-12-20T08:00:00Z");
    }
    return instant;
  }

  /** What every stop in a file says. */
  stop(): OwnedStop {
    const since = this.instant("since");
    const until = this.optional("until") === undefined ? undefined : this.instant("until");
    if (until !== undefined && until <= since) {
      throw this.required("until").error("until does not come after since", {
        hint: "Correct one of the two.",
      });
    }
    return {
      reason: this.text("reason"),
      owner: this.text("owner"),
      since,
      until,
      ticket: this.optional("ticket")?.string(),
      place: this.#document.place,
    };
  }
}

/** The fields that {@link StopFields.stop} reads. */
export const STOP_FIELDS: readonly string[] = ["reason", "owner", "since", "until", "ticket"];

/**
 * The fields of a file that holds one mapping.
 * @throws the source's code: no YAML, not one document, not a mapping, or a field that is not `known`
 */
export function readStopFields(source: YamlSource, known: readonly string[]): StopFields {
  const [document, ...others] = readYaml(source);
  if (document !== undefined && others.length === 0) return new StopFields(document, known);
  throw new UserError(
    source.code,
    `file has ${others.length === 0 ? "no" : others.length + 1} documents; expected one`,
    {
      file: source.file,
      line: others[0]?.place.line,
      hint: `Keep one document with the fields ${known.join(", ")}, or delete the file.`,
    },
  );
}

/** The lines of a YAML mapping; texts are quoted, and fields without a value are left out. */
export function printFields(
  fields: Readonly<Record<string, string | readonly string[] | Date | undefined>>,
): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) =>
        `${name}: ${value instanceof Date ? value.toISOString() : JSON.stringify(value)}\n`,
    )
    .join("");
}
