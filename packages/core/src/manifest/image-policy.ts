import { isScalar, isSeq } from "yaml";
import { printImage } from "./image-place.ts";
import { type ManifestDocument, parseDocuments } from "./yaml/document.ts";
import { contentEnd } from "./yaml/extent.ts";
import { lineStart } from "./yaml/lines.ts";
import { type Found, ownChildrenOf, rootOf } from "./yaml/locate.ts";
import type { YamlScalar } from "./yaml/nodes.ts";
import type { Operation } from "./yaml/operation.ts";
import { type SetOptions, setValue } from "./yaml/set-value.ts";
import type { Source } from "./yaml/source.ts";

/** What a Flux ImagePolicy has chosen. */
export interface ImagePolicy {
  readonly namespace: string;
  readonly name: string;
  /** The repository, without tag and digest. */
  readonly image: string;
  readonly tag: string;
  readonly digest?: string | undefined;
}

const KEY = "$imagepolicy";

/**
 * The operations that set each value whose marker names the policy: the whole reference
 * (`# {"$imagepolicy": "NAMESPACE:NAME"}`), or its `:name`, `:tag` or `:digest`. A marker is a comment
 * that is this JSON alone, at the end of the value's line or above a list item; it stays.
 * @throws `anchor-shared`, `value-not-scalar`, and as `parseDocument`
 * @see https://fluxcd.io/flux/guides/image-update/#configure-image-updates
 */
export function setImagePolicy(
  source: Source,
  policy: ImagePolicy,
  { shared = false }: Pick<SetOptions, "shared"> = {},
): Operation[] {
  const texts = markedTexts(policy);
  return parseDocuments(source, (text) => text.includes(JSON.stringify(KEY)))
    .flatMap((document) => scalarsIn(rootOf(document)))
    .flatMap((at) => {
      const text = texts.get(markerOf(at) ?? "");
      return (text === undefined ? undefined : setValue(at, text, { shared })) ?? [];
    });
}

/** The text of each marker the policy answers. */
function markedTexts({ namespace, name, image, tag, digest }: ImagePolicy): Map<string, string> {
  const marker = `${namespace}:${name}`;
  return new Map([
    [marker, printImage({ name: image, tag, digest: digest || undefined })],
    [`${marker}:name`, image],
    [`${marker}:tag`, tag],
    [`${marker}:digest`, digest ?? ""],
  ]);
}

function scalarsIn(at: Found): Found[] {
  const children = ownChildrenOf(at);
  return children.length === 0 && isScalar(at.node) ? [at] : children.flatMap(scalarsIn);
}

/** What the marker of a value names: `flux-system:app:tag`; `undefined` without a marker. */
function markerOf(at: Found): string | undefined {
  const { document, node } = at;
  if (!isScalar(node) || node.range[0] === node.range[1]) return undefined;
  const comment = lineComment(document, node) ?? headComment(at);
  return comment === undefined ? undefined : markerIn(comment.replace(/^#+/, ""));
}

function markerIn(json: string): string | undefined {
  if (!json.includes(KEY)) return undefined;
  try {
    const marker: unknown = JSON.parse(json);
    const isMap = typeof marker === "object" && marker !== null && !Array.isArray(marker);
    const isTexts = isMap && Object.values(marker).every((value) => typeof value === "string");
    return isTexts ? (marker as Record<string, string>)[KEY] : undefined;
  } catch {
    return undefined;
  }
}

/** The comment behind a value, or behind the header of a block scalar; a comma may stand between. */
function lineComment({ text }: ManifestDocument, { range, type }: YamlScalar): string | undefined {
  const isBlock = type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED";
  const from = isBlock ? range[0] : range[1];
  const end = text.indexOf("\n", from);
  const line = text.slice(from, end < 0 ? text.length : end);
  const pattern = isBlock ? /^[|>][-+0-9]*[ \t]+(#.*)/ : /^(?:[ \t]*,)?[ \t]+(#.*)/;
  return pattern.exec(line)?.[1];
}

/**
 * The comment above a value that begins its line, as a list item does; empty lines may stand between.
 * Of several lines of comment, none is a marker.
 */
function headComment({ document, node, parent, path }: Found): string | undefined {
  const { text } = document;
  const start = node?.range[0] ?? 0;
  const line = lineStart(document, start);
  if (!/^[ \t]*(?:- +)?(?:[&!]\S+ +)*$/.test(text.slice(line, start))) return undefined;
  const end = endOfTextBefore(text, line);
  const commentStart = lineStart(document, end);
  const comment = text.slice(commentStart, end).trim();
  const above = text.slice(lineStart(document, commentStart - 1), commentStart).trim();
  if (!comment.startsWith("#") || above.startsWith("#")) return undefined;
  // What looks like a comment may be the end of a block scalar above.
  const previous = isSeq(parent) ? parent.items[Number(path.at(-1)) - 1] : undefined;
  const isText = previous !== undefined && contentEnd(document, previous) > commentStart;
  return isText ? undefined : comment;
}

function endOfTextBefore(text: string, offset: number): number {
  let end = offset;
  while (end > 0 && /\s/.test(text[end - 1] ?? "")) end -= 1;
  return end;
}
