import type { Unit } from "../unit.ts";

/** What a pull request of ours says about itself, hidden in its body: a cache, never a proof. */
export interface Marker {
  readonly kind: Unit["kind"];
  readonly name: string;
  readonly environment: string;
  /** Fingerprint of what it proposes. */
  readonly proposes: string;
}

const VERSION = 1;

const PATTERN = /<!-- gitops-promotion (\{[^\r\n]*?\}) -->/;

/** The marker as an HTML comment, which GitHub does not show. */
export function printMarker({ kind, name, environment, proposes }: Marker): string {
  const json = JSON.stringify({ version: VERSION, kind, name, environment, proposes });
  // Nothing inside may end the comment.
  const inert = json.replaceAll(/[<>]|-(?=-)/g, (character) =>
    character === "-" ? "\\u002d" : character === "<" ? "\\u003c" : "\\u003e",
  );
  return `<!-- gitops-promotion ${inert} -->`;
}

/** The marker in a body; undefined where there is none that can be read. */
export function readMarker(body: string): Marker | undefined {
  const value = parseJson(PATTERN.exec(body)?.[1] ?? "");
  if (!isRecord(value) || value["version"] !== VERSION) return undefined;
  const { kind, name, environment, proposes } = value;
  if (kind !== "app" && kind !== "train") return undefined;
  if (typeof name !== "string" || typeof environment !== "string") return undefined;
  return typeof proposes === "string" ? { kind, name, environment, proposes } : undefined;
}

/** Whether a marker is of a unit's pull requests. */
export function isOf(
  marker: Marker | undefined,
  { kind, name, environment }: Pick<Unit, "kind" | "name" | "environment">,
): boolean {
  return (
    marker !== undefined &&
    marker.kind === kind &&
    marker.name === name &&
    marker.environment === environment
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
