export type { Claims } from "./claims.ts";
export { readAnnotations, readLabels } from "./image-evidence.ts";
export { type SignatureLayout, type StatedPredicate, signImage } from "./sign-image.ts";
export { createSigner, type ImageSigner, publicKeyOf, type SigningOptions } from "./signer.ts";
export type { TrustOptions } from "./trust.ts";
export {
  type SignerPolicy,
  type Verification,
  type VerifiedClaim,
  type VerifyOptions,
  verifyImage,
} from "./verify.ts";
