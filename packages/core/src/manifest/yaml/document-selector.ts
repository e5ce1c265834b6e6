import { parseDocuments } from "./document.ts";
import { type Found, rootOf, textAt } from "./locate.ts";
import type { Source } from "./source.ts";

/** Which document of a file is meant; what is left out does not matter. */
export interface DocumentSelector {
  readonly kind?: string | undefined;
  /** `metadata.name` */
  readonly name?: string | undefined;
}

/**
 * The documents of a file that a selector fits, as places to start from.
 * @throws `path-not-found` when it fits none, and as `parseDocument`
 */
export function selectRoots(source: Source, { kind, name }: DocumentSelector = {}): Found[] {
  const selected = parseDocuments(source)
    .map(rootOf)
    .filter((root) => kind === undefined || textAt(root, ["kind"]) === kind)
    .filter((root) => name === undefined || textAt(root, ["metadata", "name"]) === name);
  if (selected.length > 0) return selected;
  const wanted = [kind ?? "document", name].filter((part) => part !== undefined).join(" ");
  throw source.refusal("path-not-found", `the file has no ${wanted}`, {
    offset: 0,
    hint: "Correct the kind or name of the document.",
  });
}
