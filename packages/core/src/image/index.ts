export { type Artifact, isSameArtifact, printVersion } from "./artifact.ts";
export { makeTag, numberLike, requireTagMatch, type TagFacts } from "./build-tag.ts";
export {
  type Digest,
  type ImageName,
  type ImageReference,
  parseDigest,
  parseImageName,
  parseImageReference,
  parseTag,
  printImageReference,
  type Tag,
} from "./reference.ts";
