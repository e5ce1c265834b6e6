import type { UserError } from "../errors.ts";
import { nearestFew } from "../text/index.ts";
import { valuesPlaces } from "./helm-values.ts";
import { addEntries, type ImageEntry, imageEntries, placeOfEntry, setEntry } from "./image-list.ts";
import type { ImagePlace, PlaceOptions } from "./image-place.ts";
import type { ImageRequest } from "./image-request.ts";
import { isKustomizationPath } from "./kustomization-path.ts";
import type { WantedImage } from "./kustomize-args.ts";
import { parseDocuments } from "./yaml/document.ts";
import { descend, type Found, itemsOf, offsetOf, rootOf, textAt } from "./yaml/locate.ts";
import type { Operation } from "./yaml/operation.ts";
import type { Source } from "./yaml/source.ts";

export interface KustomizeOptions extends PlaceOptions {
  /** Add an entry for a name the list does not have; by default that is refused. */
  readonly add?: boolean;
}

/**
 * The entries of a kustomization's `images`, and the images in the values that it gives to charts;
 * `undefined` when the document is no kustomization.
 * @throws `manifest-shape`
 */
export function kustomizationPlaces(root: Found): ImagePlace[] | undefined {
  if (!isKustomization(root)) return undefined;
  const role = { format: "kustomize", overrides: ["workload"] } as const;
  const charts = descend(root, "helmCharts");
  const inline = (charts === undefined ? [] : itemsOf(charts))
    .map((chart) => descend(chart, "valuesInline"))
    .filter((values) => values !== undefined);
  return [
    ...imageEntries(root).map((entry) => placeOfEntry(entry, role)),
    ...inline.flatMap((values) => valuesPlaces([values], "kustomize")),
  ];
}

/**
 * The operations that make a kustomization's `images` say what is wanted, compared by `name` as text.
 * The last of several wishes for one name counts.
 *
 * The entries then are those that `kustomize edit set image` would leave, but what the tool breaks
 * stays: the order of the list, other keys of an entry, other documents. A name that stands twice is
 * refused.
 * @throws `image-not-found`, `image-ambiguous`, `anchor-shared`, `manifest-shape`, and as `parseDocument`
 */
export function setKustomization(
  source: Source,
  wanted: readonly WantedImage[],
  { add = false, shared = false }: KustomizeOptions = {},
): Operation[] {
  const owners = kustomizations(source);
  const entries = owners.flatMap(imageEntries);
  const missing: WantedImage[] = [];
  const operations: Operation[] = [];
  for (const one of new Map(wanted.map((image) => [image.name, image])).values()) {
    const entry = onlyEntry(entries, one.name);
    if (entry !== undefined) operations.push(...setEntry(entry, one, { shared }));
    else missing.push(one);
  }
  const [first] = missing;
  if (first === undefined) return operations;
  const owner = entries[0]?.owner ?? owners[0];
  if (!add || owner === undefined) throw notFound(source, first.name, entries);
  return [...operations, ...addEntries(owner, missing, { shared })];
}

/**
 * The operations that add images to the first kustomization among the files; `undefined` when none is
 * one. An entry's name is the image's.
 * @throws `anchor-shared`, and as `parseDocument`
 */
export function addToKustomization(
  sources: readonly Source[],
  requests: readonly ImageRequest[],
  { shared = false }: PlaceOptions = {},
): Operation[] | undefined {
  const [owner] = sources.flatMap(kustomizations);
  if (owner === undefined) return undefined;
  const wanted = requests.map(({ image, newName, tag, digest }) => ({
    name: image,
    newName,
    tag,
    digest,
  }));
  return addEntries(owner, wanted, { shared });
}

/** The documents of a file that are kustomizations. @throws as `parseDocument` */
export function kustomizations(source: Source): Found[] {
  return parseDocuments(source).map(rootOf).filter(isKustomization);
}

/** Whether a document is a kustomization: by its kind, or by its file's name where it has no kind. */
function isKustomization(root: Found): boolean {
  const kind = textAt(root, ["kind"]);
  const apiVersion = textAt(root, ["apiVersion"]) ?? GROUP;
  if (root.node === null || !apiVersion.startsWith(GROUP)) return false;
  if (kind === undefined) return isKustomizationPath(root.document.source.path);
  return kind === "Kustomization" || kind === "Component";
}

const GROUP = "kustomize.config.k8s.io/";

function onlyEntry(entries: readonly ImageEntry[], image: string): ImageEntry | undefined {
  const [first, second] = entries.filter(({ name }) => name === image);
  if (first === undefined || second === undefined) return first;
  const { source } = second.at.document;
  throw source.refusal(
    "image-ambiguous",
    `the image ${JSON.stringify(image)} has two entries: here and in line ${source.line(offsetOf(first.at))}`,
    {
      offset: offsetOf(second.at),
      hint: "Remove one of them: kustomize applies both, its editor keeps the first.",
    },
  );
}

function notFound(source: Source, image: string, entries: readonly ImageEntry[]): UserError {
  const names = entries.map(({ name }) => name);
  const listed =
    names.length === 0
      ? "the file lists no images"
      : `it lists ${nearestFew(image, names).join(", ")}`;
  const [first] = entries;
  return source.refusal(
    "image-not-found",
    `no entry for the image ${JSON.stringify(image)}; ${listed}`,
    {
      offset: first === undefined ? 0 : offsetOf(first.at),
      hint: "Name one of the entries, or ask for the entry to be added.",
    },
  );
}
