import { Composer, type CST, type ParsedNode, Parser } from "yaml";
import type { YamlNode } from "./nodes.ts";
import type { Source } from "./source.ts";

/** Deeper nesting is refused: people nest about 20 deep, and parsers recurse. */
const MAX_DEPTH = 100;

/**
 * Characters that YAML forbids, or that some readers take for a line break and others do not (a lone
 * carriage return, NEL, LS, PS), or that hide (a byte order mark inside the text).
 */
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find.
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)/;

/** What to do about a file with `{{ }}` outside quotes. */
export const TEMPLATE_HINT =
  "Edit the template's values instead; only a file that is YAML before it is rendered can be edited.";

/** A document's text and where it begins in its file. */
export interface Part {
  readonly start: number;
  readonly text: string;
}

/**
 * The content of one document, syntax checked; `undefined` for a document without any.
 * @throws `yaml-invalid`, `yaml-too-deep`, `template`
 */
export function compose(source: Source, { start, text }: Part): YamlNode | undefined {
  refuseForbidden(source, { start, text });
  // The failsafe schema reads every scalar as text; what a reader would make of it is data.ts' affair.
  // Duplicate keys are looked for by examine.ts: the library compares each key with each.
  const composer = new Composer<ParsedNode>({
    schema: "failsafe",
    uniqueKeys: false,
    keepSourceTokens: true,
  });
  const documents = [];
  for (const token of new Parser().parse(text)) {
    refuseDepth(source, start, token);
    documents.push(...composer.next(token));
  }
  documents.push(...composer.end(true, text.length));
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error !== undefined) throw syntaxRefusal(source, { start, text }, error);
  if (documents.length > 1) throw new Error(`a slice of ${source.path} holds several documents`);
  return documents[0]?.contents ?? undefined;
}

function refuseForbidden(source: Source, { start, text }: Part): void {
  const forbidden = FORBIDDEN.exec(text);
  if (forbidden === null) return;
  const code = text.charCodeAt(forbidden.index).toString(16).toUpperCase().padStart(4, "0");
  throw source.refusal("yaml-invalid", `YAML does not allow the character U+${code} here`, {
    offset: start + forbidden.index,
    hint: "Remove it, or write it as an escape in double quotes.",
  });
}

function syntaxRefusal(
  source: Source,
  { start, text }: Part,
  { message, pos }: { readonly message: string; readonly pos: readonly [number, number] },
) {
  const offset = start + Math.min(pos[0], text.length);
  if (/^[^#"'\n]*\{\{/m.test(text)) {
    return source.refusal("template", "the file is a template: it has {{ }} outside quotes", {
      offset,
      hint: TEMPLATE_HINT,
    });
  }
  return source.refusal("yaml-invalid", `the file is not valid YAML: ${message}`, {
    offset,
    hint: "Correct the file; nothing was changed.",
  });
}

/** Walks the concrete tree level by level, before anything that recurses sees it. */
function refuseDepth(source: Source, start: number, token: CST.Token): void {
  let level = [token];
  for (let depth = 0; level.length > 0; depth += 1) {
    const [first] = level;
    if (depth > MAX_DEPTH && first !== undefined) {
      throw source.refusal("yaml-too-deep", `values are nested more than ${MAX_DEPTH} deep here`, {
        offset: start + first.offset,
        hint: "Flatten the file.",
      });
    }
    level = level.flatMap(collectionsIn);
  }
}

function collectionsIn(token: CST.Token): CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!("items" in token)) return [];
  return token.items
    .flatMap((item) => ("key" in item ? [item.key, item.value] : [item.value]))
    .filter((inner) => inner && "items" in inner)
    .filter((inner) => inner !== null && inner !== undefined);
}
