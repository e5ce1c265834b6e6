import {
  isAlias,
  isMap,
  isScalar,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";

/** The parsed nodes of a document; each has its `range` in the document's text. */
export type YamlNode = ParsedNode;
export type YamlScalar = Scalar.Parsed;
export type YamlMap = YAMLMap.Parsed;
export type YamlSeq = YAMLSeq.Parsed;
export type YamlPair = Pair<ParsedNode, ParsedNode | null>;

/** The text of a key; of an alias, which is the only other key in a document that was examined, its name. */
export function keyText(key: YamlNode): string {
  if (isAlias(key)) return `*${key.source}`;
  return isScalar(key) ? String(key.value) : "";
}

/** The nodes right below one, keys before their values; none below an alias. */
export function childrenOf(node: YamlNode): YamlNode[] {
  if (isAlias(node) || isScalar(node)) return [];
  if (!isMap(node)) return [...node.items];
  return node.items.flatMap(({ key, value }) => (value === null ? [key] : [key, value]));
}

/** A node and all below it, in the order they stand in the text. */
export function allNodes(root: YamlNode): YamlNode[] {
  const nodes: YamlNode[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    nodes.push(node);
    for (const child of childrenOf(node).reverse()) waiting.push(child);
  }
  return nodes;
}
