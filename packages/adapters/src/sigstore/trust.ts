import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@gitops-actions/core/errors";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { getTrustedRoot } from "@sigstore/tuf";
import { type TrustMaterial, toTrustMaterial } from "@sigstore/verify";

/** Whom a verification believes. */
export interface TrustOptions {
  /** A trusted root in sigstore's JSON, for private instances; undefined is the public one, fetched by TUF. */
  readonly trustedRootFile: string | undefined;
  /** The public half of a signing key in PEM form; undefined where certificates are wanted. */
  readonly publicKey: string | undefined;
  /** Where fetched roots are kept. */
  readonly temp: string;
}

/** The certificate authorities, logs and keys that a verification believes. @throws `signature-invalid` for a root that cannot be read */
export async function trustMaterial(options: TrustOptions): Promise<TrustMaterial> {
  const { publicKey } = options;
  const root = await trustedRoot(options);
  if (publicKey === undefined) return toTrustMaterial(root);
  const key = createPublicKey(publicKey);
  return toTrustMaterial(root, () => ({ publicKey: key, validFor: () => true }));
}

async function trustedRoot({
  trustedRootFile,
  publicKey,
  temp,
}: TrustOptions): Promise<TrustedRoot> {
  try {
    if (trustedRootFile !== undefined) {
      return TrustedRoot.fromJSON(JSON.parse(readFileSync(trustedRootFile, "utf8")));
    }
    // A key needs no authorities: its signatures carry what they need.
    if (publicKey !== undefined) return TrustedRoot.fromJSON({});
    return await getTrustedRoot({ cachePath: join(temp, "sigstore-root") });
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new UserError("signature-invalid", `could not read the trusted root: ${words}`, {
      hint: "Give trusted-root, a file in sigstore's JSON form, or let the job reach tuf-repo-cdn.sigstore.dev.",
      cause,
    });
  }
}
