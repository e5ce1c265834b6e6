import { UserError } from "../errors.ts";
import { nearestFew } from "../text/index.ts";
import { argoPlaces } from "./argocd-places.ts";
import { argoSourcePlaces } from "./argocd-source.ts";
import { fluxPlaces } from "./flux.ts";
import { valuesPlaces } from "./helm-values.ts";
import {
  type ImagePlace,
  type ImageUse,
  type Note,
  type PlaceOptions,
  type PlacesByName,
  placesByName,
  printImage,
  winnerOver,
} from "./image-place.ts";
import type { ImageRequest } from "./image-request.ts";
import { addToKustomization, kustomizationPlaces, setKustomization } from "./kustomize.ts";
import { parseKustomizeArg } from "./kustomize-args.ts";
import { isValues, remedyForNone } from "./remedy.ts";
import { workloadPlaces } from "./workload.ts";
import { parseDocuments } from "./yaml/document.ts";
import { type Edit, editOf } from "./yaml/edit.ts";
import { outermost } from "./yaml/embedded.ts";
import { type Found, offsetOf, rootOf } from "./yaml/locate.ts";
import type { Operation } from "./yaml/operation.ts";
import { openSource, type Source, type SourceFile } from "./yaml/source.ts";

export interface ContextOption {
  /**
   * Helm values that apply below those of the files, in the order Helm applies them: read to know what
   * an image is called, never edited, because other environments share them.
   */
  readonly context?: readonly SourceFile[] | undefined;
}

/** An edit of images, with what people should know about places that it left alone. */
export interface ImagesEdit extends Edit {
  readonly notes: readonly Note[];
}

export interface SetImagesOptions extends PlaceOptions, ContextOption {
  /** Add an entry to the first kustomization when no place runs the image; by default that is refused. */
  readonly add?: boolean;
}

/** The formats that a document shows by its kind: the places in it, or `undefined` for another's document. */
const FORMATS: readonly ((root: Found) => ImagePlace[] | undefined)[] = [
  argoSourcePlaces,
  kustomizationPlaces,
  argoPlaces,
  fluxPlaces,
  workloadPlaces,
];

/**
 * The images the files run, each with its place, in the order of the files. What another place
 * overrides does not run and is left out, and so is what stands in the context alone: a file says of an
 * image at least its tag, its digest or where it comes from.
 * @throws as `openSource` and `parseDocument`; `manifest-shape`, `image-ambiguous`
 */
export function readImages(
  files: readonly SourceFile[],
  { context = [] }: ContextOption = {},
): ImageUse[] {
  const [sources, below] = [files.map(openSource), context.map(openSource)];
  const places = layeredPlaces(sources, { below, wanted: mayRunImages });
  const named = placesByName(places);
  return places
    .filter((place) => isIn(sources, place) && !winnerOver(place, named))
    .map(({ use }) => use);
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
): ImagesEdit {
  const [sources, below] = [files.map(openSource), context.map(openSource)];
  const words = new Set(requests.map(({ image }) => image.slice(image.lastIndexOf("/") + 1)));
  const wantsWords = (text: string): boolean => mayRun(text, words);
  const places = layeredPlaces(sources, { below, wanted: wantsWords });
  const named = placesByName(places);
  const wanted = new Map<ImagePlace, ImageRequest>();
  const missing: ImageRequest[] = [];
  const notes: Note[] = [];
  for (const request of requests) {
    checkVersion(request);
    const fitting = (named.get(request.image) ?? []).filter((place) => isMeant(place, request));
    const counting = fitting.filter((place) => !winnerOver(place, named));
    const own = counting.filter((place) => isIn(sources, place));
    const chosen = own.length > 0 ? own : counting;
    if (chosen.length === 0) missing.push(request);
    refuseRivals(request.image, chosen);
    for (const place of chosen) claim(wanted, place, request);
    notes.push(...chosen.flatMap((place) => place.notes ?? []), ...beatenNotes(fitting, named));
    notes.push(...counting.filter((place) => !chosen.includes(place)).map(sharedNote));
  }
  const [first] = missing;
  const added = add ? addToKustomization(sources, missing, { shared }) : undefined;
  if (first !== undefined && added === undefined) throw notFound(first, { sources, below });
  const set = [...wanted].flatMap(([place, request]) => place.set(request, { shared }));
  refuseContext(sources, set);
  return { ...editOf(sources, [...set, ...(added ?? [])]), notes };
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

/** The places in the files, with the names that values below them give. */
function layeredPlaces(
  sources: readonly Source[],
  {
    below,
    wanted,
  }: { readonly below: readonly Source[]; readonly wanted: (text: string) => boolean },
): ImagePlace[] {
  if (below.length > 1) {
    refuseContradiction(
      below.map((one) =>
        placesOf([one, ...sources], wanted).filter((place) => isIn(sources, place)),
      ),
    );
  }
  return placesOf([...below, ...sources], wanted);
}

/** Which of several files below applies is not to be told here, so they must not name an image differently. */
function refuseContradiction(readings: readonly (readonly ImagePlace[])[]): void {
  const [first = [], ...others] = readings;
  for (const place of others.flat()) {
    const rival = first.find(
      ({ use }) => use.file === place.use.file && use.path === place.use.path,
    );
    if (rival === undefined || rival.use.name === place.use.name) continue;
    throw place.at.document.source.refusal(
      "image-ambiguous",
      `${place.use.path} is of ${rival.use.name} or of ${place.use.name}: the values below say both`,
      { offset: offsetOf(place.at), hint: "Write its repository into this file." },
    );
  }
}

function isIn(sources: readonly Source[], { at }: ImagePlace): boolean {
  return sources.includes(outermost(at.document.source));
}

function placesOf(sources: readonly Source[], wanted: (text: string) => boolean): ImagePlace[] {
  const roots = sources.flatMap((source) => parseDocuments(source, wanted).map(rootOf));
  const found = roots.map(placesIn);
  const values = roots.filter((_, index) => found[index] === undefined);
  return [...found.flatMap((places) => places ?? []), ...valuesPlaces(values, "helm-values")];
}

/** The places in a document of a kind; `undefined` for one without, which holds Helm values. */
function placesIn(root: Found): ImagePlace[] | undefined {
  for (const format of FORMATS) {
    const places = format(root);
    if (places !== undefined) return places;
  }
  return undefined;
}

/**
 * Whether a document may say that it runs an image: every key for one has such a word in it, but Helm values
 * may have nothing but another file's key to take away. Definitions of resource types run none.
 */
function mayRunImages(text: string): boolean {
  if (isValues(text)) return true;
  return /image|OCIRepository/i.test(text) && !/^kind: *["']?CustomResourceDefinition/m.test(text);
}

/**
 * Whether a document may say that it runs an image whose name ends in one of the words: that part stands
 * in the text also where the registry is a key of its own. Helm values may leave the name to the file
 * below them.
 */
function mayRun(text: string, words: ReadonlySet<string>): boolean {
  if (isValues(text)) return true;
  // Few words are looked for one by one, which is fast in a large text; many among the text's own.
  if (words.size < 50) return [...words].some((word) => text.includes(word));
  return text.match(/[\w.-]+/g)?.some((word) => words.has(word)) ?? false;
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

function isMeant({ use }: ImagePlace, { container }: ImageRequest): boolean {
  return container === undefined || use.container === container;
}

function refuseRivals(image: string, chosen: readonly ImagePlace[]): void {
  for (const [index, place] of chosen.entries()) {
    const rival = chosen.slice(0, index).find((other) => isRival(place, other));
    if (rival !== undefined) throw ambiguous(image, rival, place);
  }
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

function beatenNotes(fitting: readonly ImagePlace[], named: PlacesByName): Note[] {
  return fitting.flatMap((place) => {
    const winner = winnerOver(place, named)?.use;
    if (winner === undefined) return [];
    const { file, line, path } = place.use;
    return [
      {
        file,
        line,
        message: `${path} is overridden by ${winner.file}:${winner.line} and was left`,
      },
    ];
  });
}

function sharedNote({ use: { file, line, path } }: ImagePlace): Note {
  return { file, line, message: `${path} stands in values that others share and was left` };
}

/** Values that other environments share are never edited. */
function refuseContext(sources: readonly Source[], operations: readonly Operation[]): void {
  const foreign = operations.find(({ document }) => !sources.includes(outermost(document.source)));
  if (foreign === undefined) return;
  const { source, start } = foreign.document;
  const offset = start + foreign.splices[0].start;
  const path = foreign.changes[0]?.path ?? "the image";
  throw source.refusal("path-not-found", `${path} stands only in values that others share`, {
    offset,
    hint: "Add the key to the values of the environment.",
  });
}

function notFound(
  { image }: ImageRequest,
  { sources, below }: { readonly sources: readonly Source[]; readonly below: readonly Source[] },
): UserError {
  const files = sources.map(({ path }) => path).join(", ");
  const uses = placesOf([...below, ...sources], mayRunImages);
  const names = uses.map(({ use: { name, entry } }) =>
    entry === undefined ? name : `${entry} (${name})`,
  );
  const isNone = names.length === 0;
  return new UserError(
    "image-not-found",
    `no place runs the image ${JSON.stringify(image)} in ${files || "no file"}; found ${isNone ? "no image" : nearestFew(image, names).join(", ")}`,
    {
      file: sources[0]?.path,
      hint: isNone
        ? remedyForNone(sources)
        : "Name one of the images found, or ask for an entry to be added to the kustomization.",
    },
  );
}
