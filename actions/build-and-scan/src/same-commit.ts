import type { VerifiedClaim } from "@gitops-actions/adapters/sigstore";
import { PROVENANCE_PREDICATE, SIGNATURE_PREDICATE, sourceOf } from "@gitops-actions/core/evidence";
import type { Digest } from "@gitops-actions/core/image";
import type { Request } from "./inputs.ts";
import { loadSigstore, type Ports } from "./ports.ts";

/** Whether an image was made of the commit that this run builds. */
export type SameCommit =
  | { readonly proven: true }
  | { readonly proven: false; readonly why: string };

/**
 * Whether signed provenance (of an image built elsewhere, where none is ours to give, its signature) says
 * that the image is of this commit of this repository. Labels say so too, but anybody who may push can
 * write them. Without certificates the key vouches for what the provenance
 * says; with them the certificate has to say it as well, which no workflow can choose.
 */
export async function isOfThisCommit(
  digest: Digest,
  { sign, facts, isOurBuild }: Request,
  ports: Ports,
): Promise<SameCommit> {
  if (sign === undefined) {
    return { proven: false, why: "without signatures nothing proves what commit it is of" };
  }
  const { verifyImage, publicKeyOf } = await loadSigstore();
  const publicKey = sign.key === undefined ? undefined : publicKeyOf(sign.key);
  const verification = await verifyImage(ports.repository, digest, {
    predicateType: isOurBuild ? PROVENANCE_PREDICATE : SIGNATURE_PREDICATE,
    signer: publicKey === undefined ? { identity: /^/, issuer: sign.issuer } : undefined,
    transparencyLog: sign.rekorUrl !== undefined && publicKey === undefined,
    trustedRoot: sign.trustedRoot,
    publicKey,
    temp: ports.signing.temp,
  });
  switch (verification.kind) {
    case "unsigned":
      return { proven: false, why: "no signed provenance says what commit it is of" };
    case "refused":
      return {
        proven: false,
        why: `its provenance does not hold: ${verification.reasons.join("; ")}`,
      };
    case "verified": {
      const isOurs = verification.found.some((claim) => isOf(claim, facts));
      return isOurs ? { proven: true } : { proven: false, why: "it is of another commit" };
    }
  }
}

function isOf(
  { predicate, claims }: VerifiedClaim,
  { repositoryUrl, sha }: Request["facts"],
): boolean {
  if (claims !== undefined) {
    return claims.sourceRepository === repositoryUrl && claims.sourceDigest === sha;
  }
  const source = sourceOf(predicate);
  return source?.repositoryUrl === repositoryUrl && source.sha === sha;
}
