import { type Data, dataOfValue } from "./data.ts";
import { type ScalarValue, writeScalar } from "./scalar-text.ts";

/** A value to be inserted: a scalar, a list, or a map in the order of its keys. */
export type NewNode = ScalarValue | readonly NewNode[] | ReadonlyMap<string, NewNode>;

export interface BlockStyle {
  readonly quote: "'" | '"';
  /** How far a list stands right of its key: 0 or more spaces. */
  readonly listIndent: number;
}

export interface FlowStyle {
  readonly quote: "'" | '"';
  /** What stands inside the braces: `" "` in `{ a: b }`, nothing in `{a: b}`. */
  readonly padding: string;
  /** Keys and values all in double quotes, as JSON has them. */
  readonly json: boolean;
}

/** The lines of a new value in block style, not indented, without line ends. */
export function blockLines(node: NewNode, style: BlockStyle): string[] {
  const { quote } = style;
  if (isScalarValue(node)) return [writeScalar(node, { style: "plain", quote, flow: false })];
  if (isList(node)) return node.flatMap((item) => hang("- ", blockLines(item, style)));
  return [...node].flatMap(([key, value]) => pairLines(key, value, style));
}

/** The lines of `key: value` in block style. */
export function pairLines(key: string, value: NewNode, style: BlockStyle): string[] {
  const name = writeScalar(key, { style: "plain", quote: style.quote, flow: false });
  const lines = blockLines(value, style);
  if (isScalarValue(value)) return [`${name}: ${lines[0]}`];
  const indent = " ".repeat(isList(value) ? style.listIndent : 2);
  return [`${name}:`, ...lines.map((line) => indent + line)];
}

/** `lines` behind a mark such as `"- "`, the lines after the first under the first. */
export function hang(mark: string, lines: readonly string[]): string[] {
  const indent = " ".repeat(mark.length);
  return lines.map((line, index) => (index === 0 ? mark : indent) + line);
}

/** A new value in flow style, on one line. */
export function flowText(node: NewNode, style: FlowStyle): string {
  if (isScalarValue(node)) {
    const { json, quote } = style;
    return writeScalar(node, { style: json ? "double" : "plain", quote, flow: true });
  }
  if (isList(node)) return `[${node.map((item) => flowText(item, style)).join(", ")}]`;
  const pairs = [...node].map(([key, value]) => flowPair(key, value, style));
  return `{${style.padding}${pairs.join(", ")}${style.padding}}`;
}

/** `key: value` in flow style. */
export function flowPair(key: string, value: NewNode, style: FlowStyle): string {
  return `${flowText(key, style)}: ${flowText(value, style)}`;
}

/** The data a new value will be read as. */
export function dataOfNew(node: NewNode): Data {
  if (isScalarValue(node)) return dataOfValue(node);
  if (isList(node)) return node.map(dataOfNew);
  return new Map([...node].map(([key, value]) => [key, dataOfNew(value)]));
}

function isScalarValue(node: NewNode): node is ScalarValue {
  return typeof node === "string" || "bare" in node;
}

/** Whether a new value is a list. */
export function isList(node: NewNode): node is readonly NewNode[] {
  return Array.isArray(node);
}
