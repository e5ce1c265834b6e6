import { type Alias, isAlias, isMap, isScalar, isSeq } from "yaml";
import { type Part, templateRefusal } from "./compose.ts";
import { allNodes, keyText, type YamlMap, type YamlNode, type YamlScalar } from "./nodes.ts";
import type { Source } from "./source.ts";

/** What one walk over a document learns for all later questions. */
export interface Examination {
  /** The anchored node each alias stands for. */
  readonly targets: ReadonlyMap<Alias, YamlNode>;
  /** The first alias of each anchored node that has one. */
  readonly aliases: ReadonlyMap<YamlNode, Alias.Parsed>;
  /** The quote sign most quoted values have; `"` where there is none to follow. */
  readonly quote: "'" | '"';
}

/**
 * The aliases and quotes of a document, once it is sure that every reader sees the same data in it.
 * @throws `duplicate-key`, `template`, `yaml-invalid` for an alias without anchor or into itself, or an open quote
 */
export function examine(
  source: Source,
  part: Part & { readonly root: YamlNode | undefined },
): Examination {
  const nodes = part.root === undefined ? [] : allNodes(part.root);
  for (const node of nodes) {
    if (isMap(node)) refuseKeys(source, part, node);
    else if (isScalar(node)) refuseUnclosed(source, part, node);
  }
  return { ...bindAliases(source, part, nodes), quote: preferredQuote(nodes) };
}

/** An anchor set twice means, to each alias, the one last set before it. */
function bindAliases(
  source: Source,
  part: Part,
  nodes: readonly YamlNode[],
): Pick<Examination, "targets" | "aliases"> {
  const targets = new Map<Alias, YamlNode>();
  const aliases = new Map<YamlNode, Alias.Parsed>();
  const anchors = new Map<string, YamlNode>();
  for (const node of nodes) {
    if (!isAlias(node)) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      continue;
    }
    const target = anchors.get(node.source);
    if (target === undefined) throw unbound(source, part, node);
    if (node.range[0] < target.range[1]) throw endless(source, part, node);
    targets.set(node, target);
    if (!aliases.has(target)) aliases.set(target, node);
  }
  return { targets, aliases };
}

/** Go's YAML refuses it too; whoever follows it never arrives. */
function endless(source: Source, { start }: Part, alias: Alias.Parsed) {
  const fault = `the alias *${alias.source} repeats what it stands in`;
  return source.refusal("yaml-invalid", fault, {
    offset: start + alias.range[0],
    hint: "Write out what it should repeat.",
  });
}

function preferredQuote(nodes: readonly YamlNode[]): "'" | '"' {
  let single = 0;
  let double = 0;
  for (const node of nodes) {
    if (isAlias(node) || isMap(node) || isSeq(node)) continue;
    if (node.type === "QUOTE_SINGLE") single += 1;
    if (node.type === "QUOTE_DOUBLE") double += 1;
  }
  return single > double ? "'" : '"';
}

function unbound(source: Source, { start }: Part, alias: Alias.Parsed) {
  return source.refusal("yaml-invalid", `the alias *${alias.source} has no anchor before it`, {
    offset: start + alias.range[0],
    hint: `Set the anchor &${alias.source} on the value it should repeat.`,
  });
}

/** Quotes around a whole scalar. */
const CLOSED = /^(?:'[^']*(?:''[^']*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*")$/;

/** The library takes a quote that is itself escaped for the closing one at the end of a text. */
function refuseUnclosed(source: Source, { start, text }: Part, { type, range }: YamlScalar): void {
  if (type !== "QUOTE_SINGLE" && type !== "QUOTE_DOUBLE") return;
  if (CLOSED.test(text.slice(range[0], range[1]))) return;
  throw source.refusal("yaml-invalid", "the file is not valid YAML: this quote is never closed", {
    offset: start + range[0],
    hint: "Close the quote; nothing was changed.",
  });
}

function refuseKeys(source: Source, part: Part, map: YamlMap): void {
  const seen = new Map<string, YamlNode>();
  for (const { key } of map.items) {
    if (isMap(key) && part.text.startsWith("{{", key.range[0] - 1)) {
      throw templateRefusal(source, part.start + key.range[0] - 1);
    }
    if (isMap(key) || isSeq(key) || key.range[0] === key.range[1]) {
      throw source.refusal("yaml-invalid", "the key here is no text", {
        offset: part.start + key.range[0],
        hint: "Kubernetes reads manifests as JSON, where every key is a text.",
      });
    }
    if (!isScalar(key)) continue;
    const name = keyText(key);
    const first = seen.get(name);
    if (first !== undefined) throw duplicate(source, part, { name, first, second: key });
    seen.set(name, key);
  }
}

function duplicate(
  source: Source,
  { start }: Part,
  { name, first, second }: { name: string; first: YamlNode; second: YamlNode },
) {
  const line = source.line(start + first.range[0]);
  const shown = JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}...` : name);
  return source.refusal("duplicate-key", `the key ${shown} stands here and in line ${line}`, {
    offset: start + second.range[0],
    hint: "Remove one of the two: readers disagree about which counts.",
  });
}
