/** What runs somewhere, as a manifest writes it: nothing of it is checked. */
export interface Artifact {
  /** The repository that is pulled. */
  readonly name: string;
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}

/**
 * Whether two places run the same bytes. The digest decides where both have one, whatever registry they
 * pull from; without one a tag is all there is, and then the repository has to be the same too.
 */
export function isSameArtifact(a: Artifact, b: Artifact): boolean {
  if (a.digest !== undefined && b.digest !== undefined) return a.digest === b.digest;
  return a.digest === b.digest && a.tag === b.tag && a.name === b.name;
}

/** The version for people: the tag, else the beginning of the digest. */
export function printVersion({ tag, digest }: Artifact): string {
  if (tag !== undefined) return tag;
  return digest === undefined ? "(no version)" : digest.slice(0, "sha256:".length + 12);
}
