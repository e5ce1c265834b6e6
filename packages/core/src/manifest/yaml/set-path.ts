import type { UserError } from "../../errors.ts";
import { createValue } from "./create.ts";
import { type DocumentSelector, selectRoots } from "./document-selector.ts";
import { type Found, locate, type Missing, offsetOf, pathNotFound } from "./locate.ts";
import type { Operation } from "./operation.ts";
import { type Path, printPath } from "./path.ts";
import type { ScalarValue } from "./scalar-text.ts";
import { setValue } from "./set-value.ts";
import type { Source } from "./source.ts";

export interface SetPathOptions {
  readonly document?: DocumentSelector | undefined;
  /** Add the keys that are missing; by default that is refused. */
  readonly create?: boolean | undefined;
  /** Change a value that anchors and aliases share, for all that share it. By default that is refused. */
  readonly shared?: boolean | undefined;
}

/**
 * The operation that sets the value at a path, in the one document of the file that has it;
 * `undefined` when it is there already.
 * @throws `path-not-found`, `path-ambiguous`, `anchor-shared`, `value-not-scalar`, and as `parseDocument`
 */
export function setPath(
  source: Source,
  path: Path,
  {
    value,
    document,
    create = false,
    shared = false,
  }: SetPathOptions & { readonly value: ScalarValue },
): Operation | undefined {
  const found = findPath(source, path, { document });
  if (found.found) return setValue(found, value, { shown: path, shared });
  if (create) return createValue(found, value, { shown: path, shared });
  throw pathNotFound(found, "Correct the path, or ask for the missing keys to be added.");
}

/**
 * The value at a path, in the one document of the file that has it, or how far the path leads in the
 * document where it leads farthest.
 * @throws `path-ambiguous` when several documents have it; `path-not-found` when the file has no such document
 */
export function findPath(
  source: Source,
  path: Path,
  { document: wanted = {} }: Pick<SetPathOptions, "document"> = {},
): Found | Missing {
  const places = selectRoots(source, wanted).map((root) => locate(root, path));
  const [first, second] = places.filter((place) => place.found);
  if (first !== undefined && second !== undefined) throw ambiguous(path, first, second);
  const place = first ?? places.toSorted((a, b) => missingSteps(a) - missingSteps(b))[0];
  if (place === undefined) throw new Error(`${source.path} has no document`);
  return place;
}

function missingSteps(place: Found | Missing): number {
  return place.found ? 0 : place.rest.length;
}

function ambiguous(path: Path, first: Found, second: Found): UserError {
  const { source } = second.document;
  return source.refusal(
    "path-ambiguous",
    `${printPath(path)} is in two documents: here and in line ${source.line(offsetOf(first))}`,
    { offset: offsetOf(second), hint: "Name the document by its kind and name." },
  );
}
