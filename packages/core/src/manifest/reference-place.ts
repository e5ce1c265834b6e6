import { type ImageFormat, type ImagePlace, printImage, useAt } from "./image-place.ts";
import { splitImage } from "./kustomize-args.ts";
import { type Found, textOf } from "./yaml/locate.ts";
import type { Path } from "./yaml/path.ts";
import { setValue } from "./yaml/set-value.ts";

/** A place that holds a whole reference in one text: `image: registry.example.com/team/app:v1`. */
export function referencePlace(
  at: Found,
  {
    format,
    path,
    container,
    overrides,
  }: Pick<ImagePlace, "overrides"> & {
    readonly format: ImageFormat;
    readonly path: Path;
    readonly container?: string | undefined;
  },
): ImagePlace {
  const { name, tag, digest } = splitImage(textOf(at) ?? "");
  return {
    at,
    overrides,
    isOnly: false,
    use: useAt(at, { format, path, name, container, tag, digest }),
    set: ({ newName = name, tag, digest }, { shared = false }) => {
      const operation = setValue(at, printImage({ name: newName, tag, digest }), {
        shown: path,
        shared,
      });
      return operation === undefined ? [] : [operation];
    },
  };
}
