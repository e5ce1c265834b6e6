import type { Digest } from "../image/index.ts";

/** The digests in texts such as `ghcr.io/org/app@sha256:...`, each once. */
export function digestsIn(texts: readonly string[]): readonly Digest[] {
  const found = texts.flatMap((text) => /sha256:[0-9a-f]{64}$/.exec(text)?.[0] ?? []);
  return [...new Set(found)] as Digest[]; // the pattern is that of a digest
}
