import { UserError } from "../../errors.ts";

/** Picks the one item of a list whose `key` is the text `value`. */
export interface Selector {
  readonly key: string;
  readonly value: string;
}

/** One step down: a key of a map, an index of a list, or an item of a list by one of its values. */
export type Step = string | number | Selector;

export type Path = readonly Step[];

/** The steps as they are in one document: keys and indices. */
export type DataPath = readonly (string | number)[];

/** A path as text: `spec.containers[name=app].image`, with keys that hold a dot in quotes. */
export function printPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (typeof step !== "string") text += `[${step.key}=${step.value}]`;
    else text += `${text === "" ? "" : "."}${printKey(step)}`;
  }
  return text;
}

function printKey(key: string): string {
  return /^[^."'[\]\s]+$/.test(key) ? key : JSON.stringify(key);
}

const STEP = /\.?(?:"((?:[^"\\]|\\["\\])*)"|\[(\d+)\]|\[([^\]=]+)=([^\]]*)\]|([^."'[\]]+))/y;

/**
 * The steps of a path written as people do: `image.tag`, `spec.sources[0]`, `containers[name=app].image`,
 * `images."app.web".tag`.
 * @throws `path-invalid`
 */
export function parsePath(text: string): Path {
  const steps: Step[] = [];
  let at = 0;
  while (at < text.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    const step = match === null ? undefined : stepOf(match);
    if (step === undefined || (at === 0 && text.startsWith("."))) throw invalid(text, at);
    steps.push(step);
    at = STEP.lastIndex;
  }
  if (steps.length === 0) throw invalid(text, 0);
  return steps;
}

function stepOf([, quoted, index, key, value, plain]: RegExpExecArray): Step | undefined {
  if (quoted !== undefined) return quoted.replace(/\\(.)/g, "$1");
  if (index !== undefined) return Number(index);
  if (key !== undefined) return { key, value: value ?? "" };
  return plain;
}

function invalid(text: string, at: number): UserError {
  return new UserError(
    "path-invalid",
    `path ${JSON.stringify(text)} breaks off at character ${at + 1}`,
    {
      hint: 'Write keys with dots between, list items as [0] or [name=app], and a key that holds a dot in double quotes: images."app.web".tag .',
    },
  );
}
