import { Composer, type CST, type Document, Lexer, type ParsedNode, Parser, Schema } from "yaml";
import type { UserError } from "../../errors.ts";
import type { YamlNode } from "./nodes.ts";
import type { Source } from "./source.ts";

/** Deeper nesting is refused; people nest about 20 deep. */
const MAX_DEPTH = 100;

/** A longer document is refused: a cluster stores no object above 1.5 MB, and parsing it would take seconds. */
const MAX_DOCUMENT = 4 * 1024 * 1024;

/**
 * Characters that YAML forbids, or that some readers take for a line break and others do not (a lone
 * carriage return, NEL, LS, PS), or that hide (a byte order mark inside the text).
 */
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find.
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)/;

/** Reads every scalar as text; what a reader would make of it is the affair of data.ts. */
const TEXTS = new Schema({ schema: "failsafe" });

/** A document's text and where it begins in its file. */
export interface Part {
  readonly start: number;
  readonly text: string;
}

/**
 * The content of one document, syntax checked; `undefined` for a document without any.
 * @throws `file-too-large` above 4 Mi characters, `yaml-invalid`, `yaml-too-deep`, `template`
 */
export function compose(source: Source, { start, text }: Part): YamlNode | undefined {
  refuseLarge(source, { start, text });
  refuseForbidden(source, { start, text });
  // Duplicate keys are looked for by examine.ts: the library compares each key with each.
  const composer = new Composer<ParsedNode>({ schema: TEXTS, uniqueKeys: false });
  // The first fault ends it: the library would go on and make an error of each comma of a hostile file.
  // Its handler is private to it; the lockfile holds the version.
  let fault: UserError | undefined;
  composer["onError"] = (at: ErrorPlace, _code: string, message: string, isWarning?: boolean) => {
    if (isWarning) return;
    fault ??= syntaxRefusal(source, { start, text }, { message, offset: offsetIn(at) });
    throw fault;
  };
  const documents: Document.Parsed[] = [];
  for (const token of tokensOf(source, { start, text })) {
    if (token.type === "error") throw syntaxRefusal(source, { start, text }, token);
    for (const document of composer.next(token)) documents.push(document);
  }
  for (const document of composer.end(true, text.length)) documents.push(document);
  const [document, second] = documents;
  if (second !== undefined) {
    const offset = second.range[0];
    throw syntaxRefusal(source, { start, text }, { message: "unexpected text", offset });
  }
  const root = document?.contents ?? undefined;
  if (root !== undefined) refuseUnread(source, { start, text }, root);
  return root;
}

/** Text behind the content that is no comment and no end marker: the library drops it without a word. */
const UNREAD = /^(?!\.\.\.(?:\s|$))[ \t]*[^\s#]/m;

function refuseUnread(source: Source, { start, text }: Part, { range }: YamlNode): void {
  const unread = UNREAD.exec(text.slice(range[2]));
  if (unread === null) return;
  const offset = range[2] + unread.index + unread[0].length - 1;
  throw syntaxRefusal(source, { start, text }, { message: "unexpected text", offset });
}

/** The concrete syntax of a document, refused as soon as it nests too deep: parsers recurse. */
function* tokensOf(source: Source, { start, text }: Part): Generator<CST.Token> {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length <= MAX_DEPTH) continue;
    throw source.refusal("yaml-too-deep", `values are nested more than ${MAX_DEPTH} deep here`, {
      offset: start + parser.offset,
      hint: "Flatten the file.",
    });
  }
  yield* parser.end();
}

/** The ways in which the library says where an error is: an offset, a range, or a token. */
type ErrorPlace = number | readonly [number, ...number[]] | { readonly offset: number };

function offsetIn(at: ErrorPlace): number {
  if (typeof at === "number") return at;
  return "offset" in at ? at.offset : at[0];
}

function refuseLarge(source: Source, { start, text }: Part): void {
  if (text.length <= MAX_DOCUMENT) return;
  throw source.refusal(
    "file-too-large",
    `a document of ${text.length} characters begins here; at most ${MAX_DOCUMENT} are read`,
    { offset: start, hint: "Split it into several documents." },
  );
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
  { message, offset }: { readonly message: string; readonly offset: number },
): UserError {
  const template = /^[^#"'\n]*?\{\{/m.exec(text);
  if (template !== null) {
    return templateRefusal(source, start + template.index + template[0].length - "{{".length);
  }
  return source.refusal("yaml-invalid", `the file is not valid YAML: ${message}`, {
    offset: start + Math.min(offset, text.length),
    hint: "Correct the file; nothing was changed.",
  });
}

/** The refusal of a file that is YAML only once it is rendered; `offset` is that of its `{{`. */
export function templateRefusal(source: Source, offset: number): UserError {
  return source.refusal("template", "the file is a template: it has {{ }} outside quotes", {
    offset,
    hint: "Edit the template's values instead; only a file that is YAML before it is rendered can be edited.",
  });
}
