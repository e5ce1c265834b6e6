import { UserError } from "../errors.ts";
import { argoPlaces } from "./argocd-places.ts";
import { fluxPlaces } from "./flux.ts";
import { isHelmValues, valuesPlaces } from "./helm-values.ts";
import { type ImagePlace, type ImageUse, type PlaceOptions, printImage } from "./image-place.ts";
import type { ImageRequest } from "./image-request.ts";
import { addToKustomization, kustomizationPlaces, setKustomization } from "./kustomize.ts";
import { parseKustomizeArg } from "./kustomize-args.ts";
import { workloadPlaces } from "./workload.ts";
import { parseDocuments } from "./yaml/document.ts";
import { type Edit, editOf } from "./yaml/edit.ts";
import { type Found, offsetOf, rootOf } from "./yaml/locate.ts";
import { openSource, type Source, type SourceFile } from "./yaml/source.ts";

export interface ContextOption {
  /**
   * Helm values that apply below those of the files, in the order Helm applies them: read to know what
   * an image is called, never edited, because other environments share them.
   */
  readonly context?: readonly SourceFile[] | undefined;
}

export interface SetImagesOptions extends PlaceOptions, ContextOption {
  /** Add an entry to the first kustomization when no place runs the image; by default that is refused. */
  readonly add?: boolean;
}

/** The formats that a document shows by its kind: the places in it, or `undefined` for another's document. */
const FORMATS: readonly ((root: Found) => ImagePlace[] | undefined)[] = [
  kustomizationPlaces,
  argoPlaces,
  fluxPlaces,
  workloadPlaces,
];

/**
 * The images the files run, each with its place, in the order of the files.
 * @throws as `openSource` and `parseDocument`; `manifest-shape`
 */
export function readImages(
  files: readonly SourceFile[],
  { context = [] }: ContextOption = {},
): ImageUse[] {
  return placesOf([...context, ...files].map(openSource), mayRunImages).map(({ use }) => use);
}

/**
 * The edit that makes the files run the images asked for. Each is found by the repository it runs now
 * or by its name in kustomize; the repository stays unless a new one is given, and tag and digest move
 * together. All containers that run the image move, as kustomize moves them; two entries of one list
 * that fit are refused. Where one place overrides another (an Application's images those of its
 * kustomization, a kustomization's images its workloads), only the one that counts is edited.
 * @throws `image-not-found`, `image-ambiguous`, `input-missing`, `anchor-shared`, and as {@link readImages}
 */
export function setImages(
  files: readonly SourceFile[],
  requests: readonly ImageRequest[],
  { add = false, shared = false, context = [] }: SetImagesOptions = {},
): Edit {
  const sources = files.map(openSource);
  const mayHold = (text: string) => requests.some((request) => mayRun(text, request));
  const places = placesOf([...context.map(openSource), ...sources], mayHold);
  const wanted = new Map<ImagePlace, ImageRequest>();
  const missing: ImageRequest[] = [];
  for (const request of requests) {
    checkVersion(request);
    const chosen = choose(places, request);
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

function placesOf(sources: readonly Source[], wanted: (text: string) => boolean): ImagePlace[] {
  const roots = sources.flatMap((source) => parseDocuments(source, wanted).map(rootOf));
  return [...roots.flatMap(placesIn), ...valuesPlaces(roots.filter(isHelmValues), "helm-values")];
}

function placesIn(root: Found): ImagePlace[] {
  for (const format of FORMATS) {
    const places = format(root);
    if (places !== undefined) return places;
  }
  return [];
}

/** Every key that holds an image has this word in it; definitions of resource types run none. */
function mayRunImages(text: string): boolean {
  return /image|OCIRepository/i.test(text) && !/^kind: *["']?CustomResourceDefinition/m.test(text);
}

/**
 * Whether a document may say that it runs an image: the last part of its name stands in the text also
 * where the registry is a key of its own, and Helm values may leave the name to the file below them.
 */
function mayRun(text: string, { image }: ImageRequest): boolean {
  return text.includes(image.slice(image.lastIndexOf("/") + 1)) || !/^kind:/m.test(text);
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

function choose(places: readonly ImagePlace[], { image, container }: ImageRequest): ImagePlace[] {
  const fitting = places
    .filter(({ use }) => use.name === image || use.entry === image)
    .filter(({ use }) => container === undefined || use.container === container);
  const chosen = fitting.filter(
    ({ use }) => !fitting.some(({ overrides }) => overrides.includes(use.format)),
  );
  for (const [index, place] of chosen.entries()) {
    const rival = chosen.slice(0, index).find((other) => isRival(place, other));
    if (rival !== undefined) throw ambiguous(image, rival, place);
  }
  return chosen;
}

function isRival({ isOnly, use }: ImagePlace, other: ImagePlace): boolean {
  return isOnly && other.isOnly && use.file === other.use.file;
}

function ambiguous(image: string, first: ImagePlace, second: ImagePlace): UserError {
  const { use } = first;
  return second.at.document.source.refusal(
    "image-ambiguous",
    `the image ${JSON.stringify(image)} stands here as ${printImage(second.use)}, and as ${printImage(use)} in ${use.file}:${use.line}`,
    {
      offset: offsetOf(second.at),
      hint: "Remove one of them: which one counts depends on the reader.",
    },
  );
}

function notFound(sources: readonly Source[], { image }: ImageRequest): UserError {
  const files = sources.map(({ path }) => path).join(", ");
  const uses = placesOf(sources, mayRunImages);
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
