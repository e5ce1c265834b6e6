import { isMap, isScalar } from "yaml";
import {
  type ImageFormat,
  type ImagePlace,
  type Note,
  type PlaceOptions,
  useAt,
} from "./image-place.ts";
import type { ImageRequest } from "./image-request.ts";
import { splitImage } from "./kustomize-args.ts";
import { referencePlace } from "./reference-place.ts";
import { type VersionTexts, wantedVersion } from "./wanted-version.ts";
import { addKey } from "./yaml/create.ts";
import { descend, type Found, offsetOf, ownChildrenOf, placeOf, textOf } from "./yaml/locate.ts";
import type { Operation } from "./yaml/operation.ts";
import { printPath } from "./yaml/path.ts";
import { setValue } from "./yaml/set-value.ts";

/** The keys of one image in values, each from the last of the files that has it. */
interface ValuesImage {
  /** The map itself, in the last file that has it. */
  readonly map: Found;
  readonly registry?: Found | undefined;
  readonly repository?: Found | undefined;
  readonly tag?: Found | undefined;
  readonly digest?: Found | undefined;
  /** The tags and digests that a later file beats. */
  readonly beaten: readonly Found[];
}

/**
 * The images that Helm values name, in the shapes charts use: a map with `repository` (or, under a key
 * that ends in `image`, `name`) and `registry`, `tag`, `digest`; or `image: name:tag` in one text.
 *
 * `roots` are the values in the order Helm applies them: maps are merged and each key counts where it
 * stands last, so that a tag is set in `values-prod.yaml` though the repository stands in `values.yaml`;
 * a list, a text or `null` takes the place of all that stood there.
 */
export function valuesPlaces(roots: readonly Found[], format: ImageFormat): ImagePlace[] {
  const images = new Map<string, ValuesImage>();
  const texts = new Map<string, Found>();
  for (const [index, root] of roots.entries()) {
    collect(root, root.path.length, { images, texts, isFirst: index === 0 });
  }
  const registry = registryOfAll(roots);
  return [
    ...[...images.values()].flatMap((image) => placeOfImage(image, registry, format)),
    ...[...texts.values()]
      .filter((at) => !isRepository(at, images))
      .flatMap((at) => placeOfText(at, format)),
  ];
}

/** The registry that charts put before every repository. */
function registryOfAll(roots: readonly Found[]): string | undefined {
  const globals = roots.map((root) => descend(root, "global")).filter(isFound);
  const since = globals.findLastIndex(({ node }) => !isMap(node)) + 1;
  const registries = globals.slice(since).map((global) => descend(global, "imageRegistry"));
  return textOf(registries.findLast(isFound));
}

interface Collected {
  readonly images: Map<string, ValuesImage>;
  readonly texts: Map<string, Found>;
  /** Whether no file comes before. */
  readonly isFirst: boolean;
}

function collect(at: Found, depth: number, collected: Collected): void {
  const { images, texts } = collected;
  const key = printPath(at.path.slice(depth));
  if (!collected.isFirst && at.path.length > depth) replace(key, isMap(at.node), collected);
  if (isMap(at.node)) {
    const before = images.get(key);
    const own = imageKeys(at);
    const beaten = [own.tag && before?.tag, own.digest && before?.digest].filter(isFound);
    const image = { ...before, ...own, map: at, beaten: [...(before?.beaten ?? []), ...beaten] };
    if (image.registry || image.repository || image.tag || image.digest) images.set(key, image);
  } else if (isScalar(at.node) && isImageKey(at)) {
    texts.set(key, at);
  }
  for (const child of ownChildrenOf(at)) collect(child, depth, collected);
}

/** Takes away what files before say at a key and what is there now has no room for: a map keeps a map. */
function replace(key: string, byMap: boolean, { images, texts }: Collected): void {
  texts.delete(key);
  if (!byMap) images.delete(key);
  for (const found of [images, texts]) {
    for (const other of found.keys()) {
      const isBelow = other.startsWith(`${key}[`) || (!byMap && other.startsWith(`${key}.`));
      if (isBelow) found.delete(other);
    }
  }
}

function isFound(at: Found | undefined): at is Found {
  return at !== undefined;
}

function imageKeys(at: Found): Partial<ValuesImage> {
  const names = isImageKey(at) ? ["repository", "repo", "name"] : ["repository"];
  const keys = {
    registry: scalarAt(at, "registry"),
    repository: names.map((name) => scalarAt(at, name)).find(Boolean) ?? bareImage(at),
    tag: scalarAt(at, "tag"),
    digest: scalarAt(at, "digest"),
  };
  return Object.fromEntries(Object.entries(keys).filter(([, found]) => found !== undefined));
}

function scalarAt(at: Found, key: string): Found | undefined {
  const found = descend(at, key);
  return found === undefined || (found.node !== null && !isScalar(found.node)) ? undefined : found;
}

/** `image: nginx` beside a `tag`. */
function bareImage(at: Found): Found | undefined {
  const image = scalarAt(at, "image");
  const hasVersion = descend(at, "tag") !== undefined || descend(at, "digest") !== undefined;
  return hasVersion && image !== undefined && !isVersioned(textOf(image)) ? image : undefined;
}

/** Whether a key or a dotted path of keys names an image: `image`, `sidecarImage`, `job.image`, not `JOB_IMAGE`. */
export function isImageName(key: string): boolean {
  return /(?:^|[._-])image$|Image$/.test(key);
}

function isImageKey({ path }: Found): boolean {
  return isImageName(String(path.at(-1) ?? ""));
}

function isVersioned(text = ""): boolean {
  const { tag, digest } = splitImage(text);
  return tag !== undefined || digest !== undefined;
}

function isRepository(at: Found, images: ReadonlyMap<string, ValuesImage>): boolean {
  return [...images.values()].some(({ repository }) => repository?.pair === at.pair);
}

function placeOfImage(
  image: ValuesImage,
  globalRegistry: string | undefined,
  format: ImageFormat,
): ImagePlace[] {
  const { map, tag, digest } = image;
  const repository = textOf(image.repository);
  const keys = [tag, digest, image.repository, image.registry].filter(isFound);
  const at = keys.find(({ document }) => document === map.document) ?? keys[0];
  if (!repository || at === undefined || !(tag || digest || isImageKey(map))) return [];
  const registry = globalRegistry ?? textOf(image.registry);
  const name = registry ? `${registry}/${repository}` : repository;
  const version = splitImage(`:${textOf(tag) ?? ""}`);
  return [
    {
      at,
      overrides: overridesOf(format),
      isOnly: false,
      use: useAt(at, {
        format,
        path: map.path,
        name,
        entry: name === repository ? undefined : repository,
        tag: version.tag || undefined,
        digest: textOf(digest) || version.digest,
      }),
      notes: image.beaten.map((beaten) => beatenNote(beaten, at)),
      set: (request, options) => setImage(image, request, { ...options, registry }),
    },
  ];
}

function beatenNote(beaten: Found, by: Found): Note {
  const { file, line } = placeOf(beaten);
  const winner = placeOf(by);
  const message = `${printPath(beaten.path)} is ${JSON.stringify(textOf(beaten) ?? "")} here, but ${winner.file}:${winner.line} comes later and counts`;
  return { file, line, message };
}

/** Values that a manifest gives beat those of a file. */
function overridesOf(format: ImageFormat): ImageFormat[] {
  return format === "helm-values" ? [] : ["helm-values"];
}

function setImage(
  image: ValuesImage,
  request: ImageRequest,
  { shared = false, registry }: PlaceOptions & { readonly registry: string | undefined },
): Operation[] {
  const { map, repository } = image;
  const operations: (Operation | undefined)[] = [];
  if (request.newName !== undefined && repository !== undefined) {
    const name = withoutRegistry(repository, request.newName, registry);
    operations.push(setValue(repository, name, { shared }));
  }
  const wanted = versionKeys(image, request);
  for (const key of ["tag", "digest"] as const) {
    const text = wanted[key];
    const current = image[key];
    if (text === undefined) continue;
    // Values of a file below are shared with other environments: the last file overrides them.
    const isHere = current?.document === map.document;
    if (current !== undefined && isHere) operations.push(setValue(current, text, { shared }));
    else operations.push(addKey(map, [key, text], { behind: KEYS, shown: map.path, shared }));
  }
  return operations.filter((operation) => operation !== undefined);
}

const KEYS = ["registry", "repository", "repo", "name", "image", "tag"];

function versionKeys({ map, tag, digest }: ValuesImage, request: ImageRequest): VersionTexts {
  const wanted = wantedVersion({ tag: keyText(tag), digest: keyText(digest) }, request);
  if (wanted !== undefined) return wanted;
  throw map.document.source.refusal("path-not-found", `${printPath(map.path)} has no key digest`, {
    offset: offsetOf(map),
    hint: "Give a tag as well, or add the key if the chart reads it.",
  });
}

function keyText(at: Found | undefined): string | undefined {
  return at === undefined ? undefined : (textOf(at) ?? "");
}

/**
 * A repository as it stands beside a registry that has a key of its own.
 * @throws `input-conflict` when it is in another registry
 */
export function withoutRegistry(at: Found, name: string, registry: string | undefined): string {
  if (!registry) return name;
  if (name.startsWith(`${registry}/`)) return name.slice(registry.length + 1);
  throw at.document.source.refusal(
    "input-conflict",
    `the registry ${registry} has a key of its own, and ${name} is in another`,
    { offset: offsetOf(at), hint: "Change the registry by hand first." },
  );
}

/** The whole reference in one text: `image: name:tag`. */
function placeOfText(at: Found, format: ImageFormat): ImagePlace[] {
  const text = textOf(at);
  const isImage = at.path.at(-1) === "image" || isVersioned(text);
  if (!text || !isImage || !/^[\w./:@-]+$/.test(text)) return [];
  return [referencePlace(at, { format, path: at.path, overrides: overridesOf(format) })];
}
