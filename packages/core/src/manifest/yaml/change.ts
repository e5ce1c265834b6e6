/** One value that an edit changed; feeds commit messages, pull request bodies and evidence. */
export interface Change {
  readonly file: string;
  /** Where it stands in the new text, or stood when it was removed; from 1. */
  readonly line: number;
  /** `images[name=app].newTag` */
  readonly path: string;
  /** The text before; `undefined` when there was none. */
  readonly from: string | undefined;
  /** The text now; `undefined` when it was removed. */
  readonly to: string | undefined;
}

/** A change in one line: `overlays/dev/kustomization.yaml:12 images[name=app].newTag: v1 -> v2`. */
export function printChange({ file, line, path, from, to }: Change): string {
  return `${file}:${line} ${path}: ${from ?? "(none)"} -> ${to ?? "(removed)"}`;
}
