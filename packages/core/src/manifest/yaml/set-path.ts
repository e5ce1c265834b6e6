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
  { value, document, create = false, shared }: SetPathOptions & { readonly value: ScalarValue },
): Operation | undefined {
  const [place, rival] = findPath(source, path, { document });
  if (place.found) return setValue(place, value, { shown: path, shared });
  if (!create) {
    throw pathNotFound(place, "Correct the path, or ask for the missing keys to be added.");
  }
  if (rival !== undefined) throw ambiguous(path, place.at, rival.at);
  return createValue(place, value, { shown: path, shared });
}

/**
 * The value at a path, in the one document of the file that has it; else how far the path leads in the
 * document where it leads farthest, and in the next one where it leads as far.
 * @throws `path-ambiguous` when several documents have it; `path-not-found` when none fits the selector
 */
export function findPath(
  source: Source,
  path: Path,
  { document }: Pick<SetPathOptions, "document"> = {},
): [Found] | [nearest: Missing, rival?: Missing] {
  const found: Found[] = [];
  const missing: Missing[] = [];
  for (const root of selectRoots(source, document)) {
    const place = locate(root, path);
    if (place.found) found.push(place);
    else missing.push(place);
  }
  const [first, second] = found;
  if (first !== undefined && second !== undefined) throw ambiguous(path, first, second);
  if (first !== undefined) return [first];
  const [nearest, rival] = missing.toSorted((a, b) => a.rest.length - b.rest.length);
  if (nearest === undefined) throw new Error(`${source.path} has no document`);
  return rival?.rest.length === nearest.rest.length ? [nearest, rival] : [nearest];
}

function ambiguous(path: Path, first: Found, second: Found): UserError {
  const { source } = second.document;
  return source.refusal(
    "path-ambiguous",
    `${printPath(path)} fits two documents: here and in line ${source.line(offsetOf(first))}`,
    { offset: offsetOf(second), hint: "Name the document by its kind and name." },
  );
}
