export type { ArgoOptions, SourceSelector } from "./argocd.ts";
export { isArgoSourcePath } from "./argocd-source.ts";
export { type ImageFormat, type ImageUse, type Note, printImage } from "./image-place.ts";
export type { ImagePolicy } from "./image-policy.ts";
export type { ImageRequest } from "./image-request.ts";
export {
  type ContextOption,
  type ImagesEdit,
  readImages,
  type SetImagesOptions,
  setImages,
  setKustomizeArgs,
} from "./images.ts";
export { kustomizationFiles } from "./kustomization-files.ts";
export { isKustomizationPath, KUSTOMIZATION_NAMES } from "./kustomization-path.ts";
export { KEEP, parseKustomizeArg, type WantedImage } from "./kustomize-args.ts";
export { type CopyEdit, copyPaths, type Difference } from "./promotable.ts";
export { isValues, remedyForNone } from "./remedy.ts";
export { setTargets, type Target } from "./targets.ts";
export { type Change, printChange } from "./yaml/change.ts";
export type { DocumentSelector } from "./yaml/document-selector.ts";
export type { Edit } from "./yaml/edit.ts";
export { type Path, parsePath, printPath, type Selector, type Step } from "./yaml/path.ts";
export type { Bare, ScalarValue } from "./yaml/scalar-text.ts";
export type { SourceFile } from "./yaml/source.ts";
