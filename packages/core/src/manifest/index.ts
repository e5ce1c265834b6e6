export { type Change, printChange } from "./change.ts";
export { type ImageFormat, type ImageUse, printImage } from "./image-place.ts";
export type { ImageRequest } from "./image-request.ts";
export {
  type Edit,
  readImages,
  type SetImagesOptions,
  setImages,
  setKustomizeArgs,
} from "./images.ts";
export { isKustomizationPath } from "./kustomize.ts";
export { KEEP, parseKustomizeArg, type WantedImage } from "./kustomize-args.ts";
export type { SourceFile } from "./source.ts";
