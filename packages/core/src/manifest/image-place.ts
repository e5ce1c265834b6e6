import type { ImageRequest } from "./image-request.ts";
import { EmbeddedSource } from "./yaml/embedded.ts";
import { type Found, offsetOf } from "./yaml/locate.ts";
import type { Operation } from "./yaml/operation.ts";
import { type Path, printPath } from "./yaml/path.ts";

/** The kinds of manifest an image can stand in; `argocd-source` is an override file beside the manifests. */
export type ImageFormat =
  | "kustomize"
  | "helm-values"
  | "argocd"
  | "argocd-source"
  | "flux"
  | "workload";

/** The image one place of a file makes run. Its parts are as written, none of them checked. */
export interface ImageUse {
  readonly format: ImageFormat;
  readonly file: string;
  readonly line: number;
  /** `images[name=app]` */
  readonly path: string;
  /** The repository that is pulled: `registry.example.com/team/app`. */
  readonly name: string;
  /** What the place itself calls it where that is not `name`: the `name` of an entry with a `newName`. */
  readonly entry: string | undefined;
  /** The container that runs it, where the place is one. */
  readonly container: string | undefined;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** What people should know about a place that an edit left alone. */
export interface Note {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface PlaceOptions {
  /** Change a value that anchors and aliases share, for all that share it. By default that is refused. */
  readonly shared?: boolean | undefined;
}

/** A place that says which image runs, and how it is made to run another. */
export interface ImagePlace {
  readonly use: ImageUse;
  readonly at: Found;
  /** The formats this place has the last word over when they run the same image. */
  readonly overrides: readonly ImageFormat[];
  /** Places of the same key that this one beats, as files of Helm values beat those before them. */
  readonly notes?: readonly Note[];
  /** Whether a second place in the same file that fits is one too many, as in a list of names. */
  readonly isOnly: boolean;
  /** The operations that set the image; none when the place says it already. */
  readonly set: (request: ImageRequest, options: PlaceOptions) => Operation[];
}

/** What a place says about its image; see {@link ImageUse}. */
interface ImageAt extends Pick<ImageUse, "format" | "name" | "tag" | "digest"> {
  readonly path: Path;
  readonly entry?: string | undefined;
  readonly container?: string | undefined;
}

/** What a place runs, told with where it stands. */
export function useAt(at: Found, { path, entry, container, ...image }: ImageAt): ImageUse {
  const { file, line } = at.document.source.place(offsetOf(at));
  return { ...image, file, line, path: shownPath(at, path), entry, container };
}

/** Places by the repository they run and by what they call it. */
export type PlacesByName = ReadonlyMap<string, readonly ImagePlace[]>;

/** The places under each name that finds them. */
export function placesByName(places: readonly ImagePlace[]): PlacesByName {
  const named = new Map<string, ImagePlace[]>();
  for (const place of places) {
    for (const name of new Set([place.use.name, place.use.entry ?? place.use.name])) {
      const others = named.get(name);
      if (others === undefined) named.set(name, [place]);
      else others.push(place);
    }
  }
  return named;
}

/** The place that has the last word over one; `undefined` for a place that counts. */
export function winnerOver({ use }: ImagePlace, named: PlacesByName): ImagePlace | undefined {
  const names = [use.name, use.entry ?? use.name];
  return names
    .flatMap((name) => named.get(name) ?? [])
    .find(
      ({ overrides, use: other }) =>
        overrides.includes(use.format) && names.includes(other.entry ?? other.name),
    );
}

/** A path in the document of a place, behind that of the text the document is embedded in. */
export function shownPath({ document: { source } }: Found, path: Path): string {
  if (!(source instanceof EmbeddedSource)) return printPath(path);
  return `${shownPath(source.at, source.at.path)} > ${printPath(path)}`;
}

/** `name:tag@digest`, of the parts that are there. */
export function printImage({
  name,
  tag,
  digest,
}: Pick<ImageUse, "name"> & { readonly [key in "tag" | "digest"]?: string | undefined }): string {
  return `${name}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
}
