import { compose, type Part } from "./compose.ts";
import { type Examination, examine } from "./examine.ts";
import type { YamlNode } from "./nodes.ts";
import type { Source } from "./source.ts";
import { type Slice, sliceDocuments } from "./stream.ts";

/** One document of a stream, parsed. Ranges of its nodes count from `start`. */
export interface ManifestDocument extends Part, Examination {
  readonly source: Source;
  /** `undefined` for a document without content. */
  readonly root: YamlNode | undefined;
}

/**
 * The documents of a file that `wanted` says yes to from their text alone; all of them by default. The
 * rest is never parsed, which is what makes a large bundle cheap.
 * @throws as {@link parseDocument}
 */
export function parseDocuments(
  source: Source,
  wanted: (text: string) => boolean = () => true,
): ManifestDocument[] {
  return sliceDocuments(source.text)
    .filter(({ start, end }) => wanted(source.text.slice(start, end)))
    .map((slice) => {
      const document = source.documents.get(slice.start) ?? parseDocument(source, slice);
      source.documents.set(slice.start, document);
      return document;
    });
}

/**
 * One document with its nodes, checked so far that every YAML reader sees the same data in it.
 *
 * Composed with ranges rather than read from the concrete syntax alone: that costs a third more and
 * finds every fault of syntax before an edit is made.
 * @throws `yaml-invalid` (syntax, forbidden characters, an alias without anchor), `yaml-too-deep`,
 * `duplicate-key`, `template`
 */
export function parseDocument(source: Source, { start, end }: Slice): ManifestDocument {
  const text = source.text.slice(start, end);
  const root = compose(source, { start, text });
  return { source, start, text, root, ...examine(source, { start, text, root }) };
}
