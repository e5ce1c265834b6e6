/** Where one document stands in the text of a YAML stream: offsets, end excluded. */
export interface Slice {
  readonly start: number;
  readonly end: number;
}

const MARKER = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
const PRELUDE = /^(?:[ \t\r]*(?:#[^\n]*)?\n|%[^\n]*\n)*$/;
const BOM = "\ufeff";

/**
 * The documents of a YAML stream, found by their markers alone so that a large file is parsed only
 * where it must be. `---` or `...` at the start of a line is a marker wherever it stands: YAML forbids
 * it inside block and quoted scalars. Directives and comments before a `---` belong to its document;
 * a byte order mark belongs to none.
 * @see https://yaml.org/spec/1.2.2/#91-documents
 */
export function sliceDocuments(text: string): Slice[] {
  const slices: Slice[] = [];
  const first = text.startsWith(BOM) ? BOM.length : 0;
  let start = first;
  let begun = false;
  for (const match of text.slice(first).matchAll(MARKER)) {
    const [marker] = match;
    const index = first + match.index;
    if (marker === "...") {
      const lineEnd = text.indexOf("\n", index);
      const end = lineEnd < 0 ? text.length : lineEnd + 1;
      slices.push({ start, end });
      start = end;
      begun = false;
    } else if (begun || !PRELUDE.test(text.slice(start, index))) {
      slices.push({ start, end: index });
      start = index;
      begun = true;
    } else {
      begun = true;
    }
  }
  if (start < text.length || slices.length === 0) slices.push({ start, end: text.length });
  return slices;
}
