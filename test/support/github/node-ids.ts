/**
 * GitHub's global ids are opaque; ours hold a kind and what tells the thing apart, so that an id of a
 * Git object, of which there are too many to list, can be followed back.
 */
export function nodeId(prefix: string, ...parts: readonly (string | number)[]): string {
  return `${prefix}_${Buffer.from(parts.join(" ")).toString("base64url")}`;
}

/** The kind and parts of an id that {@link nodeId} made, `undefined` for anything else. */
export function parseNodeId(id: string): { prefix: string; parts: string[] } | undefined {
  const match = /^([A-Z]+)_([\w-]+)$/.exec(id);
  if (match === null) return undefined;
  const [, prefix = "", encoded = ""] = match;
  return { prefix, parts: Buffer.from(encoded, "base64url").toString().split(" ") };
}
