import type { Config } from "../config/index.ts";
import type { Entry } from "../evidence/index.ts";
import { parseDigest, parseTag } from "../image/index.ts";
import { folderOf } from "../layout/index.ts";
import {
  type Change,
  copyPaths,
  type Edit,
  type ImageRequest,
  type ImageUse,
  parsePath,
  printImage,
  type SourceFile,
  setImages,
} from "../manifest/index.ts";
import { type Candidate, movesOf } from "./plan.ts";
import { join, promotableOf } from "./promotable.ts";
import { type ImagePair, keyOf } from "./running.ts";

/** What a promotion changes in the files of its target. */
export interface Move {
  readonly edit: Edit;
  /** One for each image that moves, for the commit message. */
  readonly entries: readonly Entry[];
}

/**
 * The edit that makes the target of each candidate run what its upstream runs: tag and digest as they
 * stand there, the target's own repository kept, and the values declared promotable with them. `texts`
 * are those of one commit: what is read is what is copied.
 * @throws what `setImages`, `copyPaths` and the parsers of tag and digest throw
 */
export function planMove(
  candidates: readonly Candidate[],
  { config, texts }: { readonly config: Config; readonly texts: ReadonlyMap<string, string> },
): Move {
  const after = new Map(texts);
  const edits: Edit[] = [];
  const apply = (edit: Edit): readonly Change[] => {
    for (const { path, text } of edit.files) after.set(path, text);
    edits.push(edit);
    return edit.changes;
  };
  const entries = candidates.flatMap((candidate) => {
    const moves = movesOf(candidate);
    const { below: context } = candidate.target;
    const files = candidate.target.files.map((file) => reread(file, after));
    const changes = apply(setImages(files, requestsOf(moves), { context }));
    const copied = copies(candidate, { config, texts: after }).flatMap(apply);
    return moves.map((move, index) =>
      entryOf(candidate, move, [...changesOf(changes, move), ...(index === 0 ? copied : [])]),
    );
  });
  const changed = [...after].filter(([path, text]) => texts.get(path) !== text);
  return {
    entries,
    edit: {
      files: changed.map(([path, text]) => ({ path, text })),
      changes: edits.flatMap((edit) => edit.changes),
      diff: edits.map((edit) => edit.diff).join(""),
    },
  };
}

/** The file as an earlier edit left it. */
function reread({ path, text }: SourceFile, texts: ReadonlyMap<string, string>): SourceFile {
  return { path, text: texts.get(path) ?? text };
}

/** Each image once, by what the target calls it; several places of one image move as one. */
function requestsOf(moves: readonly ImagePair[]): readonly ImageRequest[] {
  const requests = moves.map(({ from: { tag, digest }, to }) => requestOf({ ...to, tag, digest }));
  return [...new Map(requests.map((request) => [request.image, request])).values()];
}

/** The request that sets an image to the tag and digest that it has. @throws `tag-invalid`, `digest-invalid` */
export function requestOf(use: ImageUse): ImageRequest {
  return {
    image: keyOf(use),
    ...(use.tag === undefined ? {} : { tag: parseTag(use.tag) }),
    ...(use.digest === undefined ? {} : { digest: parseDigest(use.digest) }),
  };
}

function copies(
  { app, source, target }: Candidate,
  { config, texts }: { readonly config: Config; readonly texts: ReadonlyMap<string, string> },
): readonly Edit[] {
  const values = promotableOf(target, config);
  const byFile = Map.groupBy(values, (value) => value.file);
  return [...byFile].flatMap(([file, group]) => {
    const from = textAt(source, file, { app, texts });
    const to = textAt(target, file, { app, texts });
    if (from === undefined || to === undefined) return []; // an environment without that file has nothing to copy
    const paths = group.map(({ path }) => parsePath(path));
    return [copyPaths(from, to, paths)];
  });
}

function textAt(
  { layout, environment }: Candidate["source"],
  file: string,
  { app, texts }: { readonly app: string; readonly texts: ReadonlyMap<string, string> },
): SourceFile | undefined {
  const path = join(folderOf(layout, { app, environment }), file);
  const text = texts.get(path);
  return text === undefined ? undefined : { path, text };
}

function changesOf(changes: readonly Change[], { to }: ImagePair): readonly Change[] {
  return changes.filter(({ file, path }) => file === to.file && path.startsWith(to.path));
}

function entryOf(
  { app, target }: Candidate,
  { from, to }: ImagePair,
  changes: readonly Change[],
): Entry {
  const { tag, digest } = from;
  return {
    app,
    environment: target.environment,
    image: printImage({ ...to, tag, digest }),
    previous: printImage(to),
    changes,
  };
}
