import type { ImageRequest } from "./image-request.ts";

/** The texts of a tag and a digest that stand under keys of their own; `undefined` where the key is not there. */
export interface VersionTexts {
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/**
 * What the two keys of an image are to say so that they stay in step; `undefined` leaves a key as it is.
 * A stale one is emptied rather than removed: without the key, the chart's own default would come back.
 * A tag that holds the digest too (`v1@sha256:...`) stays so. `undefined` when only a digest is
 * asked for and there is no key to take it.
 */
export function wantedVersion(
  current: VersionTexts,
  { tag, digest }: Pick<ImageRequest, "tag" | "digest">,
): VersionTexts | undefined {
  if (tag === undefined && current.digest === undefined) return undefined;
  if (current.digest === undefined && current.tag?.includes("@")) {
    return { tag: digest === undefined ? tag : `${tag}@${digest}`, digest: undefined };
  }
  return {
    tag: tag ?? (current.tag ? "" : undefined),
    digest: digest ?? (current.digest ? "" : undefined),
  };
}
