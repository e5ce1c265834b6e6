import type { Config } from "../config/index.ts";
import type { Artifact } from "../image/index.ts";
import { type Located, locate, type Slot } from "../layout/index.ts";
import { type ImageUse, readImages, type SourceFile } from "../manifest/index.ts";
import { layoutsFor } from "./request.ts";

/** What an app runs in an environment, as its files say. */
export interface Running extends Slot, Located {
  /** The files that say so, as they were read. */
  readonly files: readonly SourceFile[];
  /** The images that are the app's own. */
  readonly images: readonly ImageUse[];
}

/**
 * What an app runs in an environment, given the texts of the files that exist. A layout that is named goes
 * before those of the config.
 * @throws `app-not-found`, `layout-ambiguous`, and what `readImages` throws
 */
export function runningIn(
  { app, environment, layout }: Slot & { readonly layout?: string | undefined },
  config: Config,
  texts: ReadonlyMap<string, string>,
): Running {
  const slot = { app, environment };
  const located = locate(layoutsFor({ environment, layout }, app, config), slot, (path) =>
    texts.has(path),
  );
  const files = located.paths.map((path) => ({ path, text: texts.get(path) ?? "" }));
  const own = config.apps.get(app)?.images ?? [];
  const images = readImages(files).filter((use) => own.length === 0 || isNamed(use, own));
  return { ...slot, ...located, files, images };
}

/** The places of an image by what the files call it, by its repository, or by the last part of that. */
function isNamed({ entry, name }: ImageUse, names: readonly string[]): boolean {
  return names.some((wanted) => wanted === entry || wanted === name || wanted === lastPart(name));
}

/** One image in two environments. */
export interface ImagePair {
  readonly from: ImageUse;
  readonly to: ImageUse;
}

export interface Pairing {
  readonly pairs: readonly ImagePair[];
  /** Images of the target that the upstream environment does not have: they never move. */
  readonly left: readonly ImageUse[];
}

/**
 * The images of a target beside those of its upstream environment: paired by what the files call them,
 * else by the last part of their repositories, since environments may pull from registries of their own.
 */
export function pairImages(from: readonly ImageUse[], to: readonly ImageUse[]): Pairing {
  const pairs: ImagePair[] = [];
  const left: ImageUse[] = [];
  for (const use of to) {
    const match =
      from.find((other) => keyOf(other) === keyOf(use)) ??
      from.find((other) => lastPart(other.name) === lastPart(use.name));
    if (match === undefined) left.push(use);
    else pairs.push({ from: match, to: use });
  }
  return { pairs, left };
}

/** What a use says of what runs. */
export function artifactOf({ name, tag, digest }: ImageUse): Artifact {
  return { name, tag, digest };
}

/** What the files call an image. */
export function keyOf({ entry, name }: ImageUse): string {
  return entry ?? name;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
