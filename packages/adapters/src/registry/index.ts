export { type Attachment, attach } from "./attach.ts";
export { type RegistryLogin, readLogin } from "./credentials.ts";
export { explainRegistry, RegistryFailure, type RegistryFailureKind } from "./failure.ts";
export {
  type Descriptor,
  digestOf,
  INDEX_TYPE,
  MANIFEST_TYPE,
  type Manifest,
  type ManifestContent,
  type PlatformImage,
  platformImages,
} from "./manifest.ts";
export { openRepository, type Repository, type RepositoryOptions } from "./repository.ts";
