import { isCollection, isMap, isScalar, isSeq } from "yaml";
import type { UserError } from "../../errors.ts";
import { dataOf, dataOfValue, sameData } from "./data.ts";
import type { ManifestDocument } from "./document.ts";
import { blockTextEnd, emptyValueSlot } from "./extent.ts";
import { type Found, offsetOf, textOf } from "./locate.ts";
import { keyText, type YamlNode, type YamlScalar } from "./nodes.ts";
import type { Operation, Splice } from "./operation.ts";
import { type DataPath, type Path, printPath } from "./path.ts";
import { type ScalarStyle, type ScalarValue, writeScalar } from "./scalar-text.ts";

export interface SetOptions {
  /** The path as people know it, for messages; by default as found in the document. */
  readonly shown?: Path;
  /** Change a value that anchors and aliases share, for all that share it. By default that is refused. */
  readonly shared?: boolean | undefined;
}

/**
 * The operation that gives a place a new value, or `undefined` when it has it already. Quotes, anchor,
 * tag and comment stay.
 * @throws `anchor-shared`, `value-not-scalar`
 */
export function setValue(
  at: Found,
  value: ScalarValue,
  { shown = at.path, shared = false }: SetOptions = {},
): Operation | undefined {
  const { document, node } = at;
  if (at.sharing !== undefined && !shared) throw sharedRefusal(at, shown);
  const current = scalarOf(at, shown, value);
  if (sameData(dataOf(node), dataOfValue(value))) return undefined;
  return {
    document,
    splices: current === undefined ? [fill(at, value, shown)] : replace(at, current, value),
    assignments: [{ path: ownPath(at), value: dataOfValue(value) }],
    changes: [
      {
        path: printPath(shown),
        from: textOf(at),
        to: typeof value === "string" ? value : value.bare,
      },
    ],
  };
}

/** Refuses a place whose value others share, naming both places. */
export function refuseShared(at: Found, shown: Path): void {
  if (at.sharing !== undefined) throw sharedRefusal(at, shown);
}

function sharedRefusal({ document, sharing, ...at }: Found, shown: Path): UserError {
  const { source, start } = document;
  const anchor = sharing === undefined ? 0 : source.line(start + sharing.anchored.range[0]);
  const alias = sharing === undefined ? 0 : source.line(start + sharing.alias.range[0]);
  return source.refusal(
    "anchor-shared",
    `${printPath(shown)} is shared: the anchor in line ${anchor} is repeated by *${sharing?.alias.source} in line ${alias}`,
    {
      offset: offsetOf({ document, sharing, ...at }),
      hint: "Write the value out at one of the places, or ask for all of them to change.",
    },
  );
}

/** The scalar at a place; `undefined` for an empty value. */
function scalarOf(at: Found, shown: Path, value: ScalarValue): YamlScalar | undefined {
  const { node, document } = at;
  if (node === null) return undefined;
  if (isCollection(node)) throw notScalar(at, shown, `is a ${isMap(node) ? "map" : "list"}`);
  if (!isScalar(node)) throw new Error(`an alias was not followed in ${document.source.path}`);
  const isText = typeof value === "string";
  if (node.tag !== undefined && !(isText && node.tag === STRING_TAG)) {
    throw notScalar(at, shown, `has the tag ${node.tag}`);
  }
  return node.range[1] > node.range[0] ? node : undefined;
}

const STRING_TAG = "tag:yaml.org,2002:str";

function notScalar(at: Found, shown: Path, fault: string): UserError {
  return at.document.source.refusal(
    "value-not-scalar",
    `${printPath(shown)} ${fault}; expected a single value`,
    { offset: offsetOf(at), hint: "Name the value itself, or write one there by hand." },
  );
}

function fill(at: Found, value: ScalarValue, shown: Path): Splice {
  const { document, pair, flow } = at;
  if (pair === undefined) throw notScalar(at, shown, "is a list item without value");
  const text = writeScalar(value, { style: "plain", quote: document.quote, flow });
  const slot = emptyValueSlot(document, pair);
  if (slot > pair.key.range[1]) return { start: slot, end: slot, text: ` ${text}` };
  if (flow) return { start: slot, end: slot, text: `: ${text}` };
  throw notScalar(at, shown, 'has no ":"');
}

function replace(
  { document, flow }: Found,
  node: YamlScalar,
  value: ScalarValue,
): [Splice, ...Splice[]] {
  const [start, end] = node.range;
  if (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED") {
    return replaceBlock(document, node, value);
  }
  const style = typeof value === "string" ? STYLES[node.type ?? "PLAIN"] : "plain";
  const text = writeScalar(value, { style, quote: document.quote, flow });
  return [{ start, end, text }];
}

const STYLES: Record<"PLAIN" | "QUOTE_SINGLE" | "QUOTE_DOUBLE", ScalarStyle> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
};

/**
 * `|-` and `>-` keep their form. Any other block scalar ends in a line end that the new value does not
 * have, so it gives way to a value on the key's own line.
 */
function replaceBlock(
  document: ManifestDocument,
  node: YamlScalar,
  value: ScalarValue,
): [Splice, ...Splice[]] {
  const [start, end] = node.range;
  const source = document.text.slice(start, end);
  const header = /^[|>][-+0-9]*/.exec(source)?.[0] ?? "";
  const headerLine = /^[^\n]*/.exec(source)?.[0] ?? "";
  const content = source.slice(headerLine.length).search(/[^ \r\n]/);
  const contentStart = start + headerLine.length + content;
  const contentEnd = blockTextEnd(document, node);
  const fits = typeof value === "string" && /^[^\s\p{C}](?:.*\S)?$/u.test(value);
  if (fits && /^[|>]-$/.test(header) && content >= 0) {
    // Empty lines above the text are part of it, and go with it.
    const above = document.text.slice(start + headerLine.length + 1, contentStart);
    const indent = above.slice(above.lastIndexOf("\n") + 1);
    return [{ start: contentStart - above.length, end: contentEnd, text: indent + value }];
  }
  const text = writeScalar(value, { style: "plain", quote: document.quote, flow: false });
  const lineEnd = start + headerLine.trimEnd().length;
  return [
    { start, end: start + header.length, text },
    { start: lineEnd, end: Math.max(lineEnd, contentEnd), text: "" },
  ];
}

/** The path of the anchored value itself: the way that led to it may go through an alias. */
export function ownPath({ document, path, node, sharing }: Found): DataPath {
  if (sharing === undefined || node === null || document.root === undefined) return path;
  return pathTo(document.root, node) ?? path;
}

function pathTo(from: YamlNode, wanted: YamlNode): DataPath | undefined {
  if (from === wanted) return [];
  for (const [step, child] of stepsBelow(from)) {
    const rest = pathTo(child, wanted);
    if (rest !== undefined) return [step, ...rest];
  }
  return undefined;
}

function stepsBelow(node: YamlNode): [step: string | number, child: YamlNode][] {
  if (isSeq(node)) return [...node.items.entries()];
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) => (value === null ? [] : [[keyText(key), value]]));
}
