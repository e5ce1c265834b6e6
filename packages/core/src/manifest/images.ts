import { UserError } from "../errors.ts";
import type { Change } from "./change.ts";
import { parseDocuments } from "./document.ts";
import type { ImagePlace, ImageUse, PlaceOptions } from "./image-place.ts";
import { printImage } from "./image-place.ts";
import type { ImageRequest } from "./image-request.ts";
import { addToKustomization, kustomizationPlaces, setKustomization } from "./kustomize.ts";
import { parseKustomizeArg } from "./kustomize-args.ts";
import { type Found, offsetOf, rootOf } from "./locate.ts";
import { type Operation, rewrite } from "./operation.ts";
import { openSource, type Source, type SourceFile } from "./source.ts";

/** What an edit did; without changes the files said already what was asked for. */
export interface Edit {
  /** The files that changed, with their new texts. */
  readonly files: readonly SourceFile[];
  readonly changes: readonly Change[];
  /** Unified diff of all of them. */
  readonly diff: string;
}

export interface SetImagesOptions extends PlaceOptions {
  /** Add an entry to the first kustomization when no place runs the image; by default that is refused. */
  readonly add?: boolean;
}

/** Every format: given a document, the places in it that say which image runs. */
const FORMATS: readonly ((root: Found) => ImagePlace[])[] = [kustomizationPlaces];

/**
 * The images the files run, each with its place, in the order of the files.
 * @throws as `openSource` and `parseDocument`; `manifest-shape`
 */
export function readImages(files: readonly SourceFile[]): ImageUse[] {
  return files.flatMap((file) => placesOf(openSource(file), mayRunImages)).map(({ use }) => use);
}

/**
 * The edit that makes the files run the images asked for. Each is found by the repository it runs now
 * or by its name in kustomize; the repository stays unless a new one is given, and tag and digest move
 * together. Places that run the same version of one image move together; where their versions differ
 * there is no telling which is meant, and that is refused.
 * @throws `image-not-found`, `image-ambiguous`, `input-missing`, `anchor-shared`, and as {@link readImages}
 */
export function setImages(
  files: readonly SourceFile[],
  requests: readonly ImageRequest[],
  { add = false, shared = false }: SetImagesOptions = {},
): Edit {
  const sources = files.map(openSource);
  const mayHold = (text: string) => requests.some(({ image }) => text.includes(lastPart(image)));
  const places = sources.flatMap((source) => placesOf(source, mayHold));
  const wanted = new Map<ImagePlace, ImageRequest>();
  const missing: ImageRequest[] = [];
  for (const request of requests) {
    checkVersion(request);
    const chosen = choose(places, request.image);
    if (chosen.length === 0) missing.push(request);
    for (const place of chosen) claim(wanted, place, request);
  }
  const [first] = missing;
  const added = add ? addToKustomization(sources, missing, { shared }) : undefined;
  if (first !== undefined && added === undefined) throw notFound(sources, first);
  const set = [...wanted].flatMap(([place, request]) => place.set(request, { shared }));
  return editOf(sources, [...set, ...(added ?? [])]);
}

/**
 * The edit that `kustomize edit set image` would make with these arguments, without what the tool breaks
 * on the way: `NAME:TAG` clears `newName` and `digest`, `*` keeps a part, a missing entry is added.
 * @throws as `parseKustomizeArg` and `setKustomization`
 */
export function setKustomizeArgs(
  file: SourceFile,
  args: readonly string[],
  { shared = false }: PlaceOptions = {},
): Edit {
  const source = openSource(file);
  const wanted = args.map(parseKustomizeArg);
  return editOf([source], setKustomization(source, wanted, { add: true, shared }));
}

function claim(wanted: Map<ImagePlace, ImageRequest>, place: ImagePlace, request: ImageRequest) {
  const other = wanted.get(place);
  wanted.set(place, request);
  if (other === undefined) return;
  throw new UserError(
    "input-conflict",
    `${JSON.stringify(other.image)} and ${JSON.stringify(request.image)} are the same place: ${place.use.path}`,
    { file: place.use.file, line: place.use.line, hint: "Give one image for each place." },
  );
}

function placesOf(source: Source, wanted: (text: string) => boolean): ImagePlace[] {
  const roots = parseDocuments(source, wanted).map(rootOf);
  return roots.flatMap((root) => FORMATS.flatMap((places) => places(root)));
}

/** Every key that holds an image has this word in it; definitions of resource types run none. */
function mayRunImages(text: string): boolean {
  return /image|OCIRepository/i.test(text) && !/^kind: *["']?CustomResourceDefinition/m.test(text);
}

/** What stands in the text wherever an image is named, also where its registry is a key of its own. */
function lastPart(image: string): string {
  return image.slice(image.lastIndexOf("/") + 1);
}

function checkVersion({ image, tag, digest }: ImageRequest): void {
  if (tag !== undefined || digest !== undefined) return;
  throw new UserError(
    "input-missing",
    `no tag and no digest is given for ${JSON.stringify(image)}`,
    {
      hint: "Give a tag, a digest or both.",
    },
  );
}

function choose(places: readonly ImagePlace[], image: string): ImagePlace[] {
  const fitting = places.filter(({ use }) => use.name === image || use.entry === image);
  const chosen = fitting.filter(
    ({ use }) => !fitting.some(({ overrides }) => overrides.includes(use.format)),
  );
  const [first, ...others] = chosen;
  const other = others.find((place) => first !== undefined && !movesWith(first, place));
  if (first !== undefined && other !== undefined) throw ambiguous(image, first, other);
  return chosen;
}

/** Two places that share a path are one name given twice: readers disagree about which counts. */
function movesWith({ use: a }: ImagePlace, { use: b }: ImagePlace): boolean {
  const isSame = a.file === b.file && a.path === b.path;
  return !isSame && a.tag === b.tag && a.digest === b.digest;
}

function ambiguous(image: string, first: ImagePlace, second: ImagePlace): UserError {
  const { use } = first;
  return second.at.document.source.refusal(
    "image-ambiguous",
    `the image ${JSON.stringify(image)} stands here as ${printImage(second.use)}, and as ${printImage(use)} in ${use.file}:${use.line}`,
    {
      offset: offsetOf(second.at),
      hint: "Remove one of them or make them equal, or name the place that is meant.",
    },
  );
}

function notFound(sources: readonly Source[], { image }: ImageRequest): UserError {
  const files = sources.map(({ path }) => path).join(", ");
  const uses = sources.flatMap((source) => placesOf(source, mayRunImages));
  const names = uses.map(({ use: { name, entry } }) =>
    entry === undefined ? name : `${entry} (${name})`,
  );
  const found = names.length === 0 ? "no image" : [...new Set(names)].join(", ");
  return new UserError(
    "image-not-found",
    `no place runs the image ${JSON.stringify(image)} in ${files || "no file"}; found ${found}`,
    {
      file: sources[0]?.path,
      hint: "Name one of the images found, or ask for an entry to be added to the kustomization.",
    },
  );
}

function editOf(sources: readonly Source[], operations: readonly Operation[]): Edit {
  const bySource = Map.groupBy(operations, ({ document }) => document.source);
  const rewritten = sources.flatMap((source) => {
    const own = bySource.get(source);
    return own === undefined ? [] : [rewrite(source, own)];
  });
  return {
    files: rewritten.map(({ file }) => file),
    changes: rewritten.flatMap(({ changes }) => changes),
    diff: rewritten.map(({ diff }) => diff).join(""),
  };
}
