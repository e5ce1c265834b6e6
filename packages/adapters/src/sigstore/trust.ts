import { createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@gitops-actions/core/errors";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { getTrustedRoot } from "@sigstore/tuf";
import { type TrustMaterial, toTrustMaterial } from "@sigstore/verify";

/** Whom a verification believes. */
export interface TrustOptions {
  /** A private instance's trusted root in sigstore's JSON, or the path of a file with it; undefined is the public one, fetched by TUF. */
  readonly trustedRoot: string | undefined;
  /** The public half of a signing key in PEM form; undefined where certificates are wanted. */
  readonly publicKey: string | undefined;
  /** Where fetched roots are kept. */
  readonly temp: string;
}

/** The certificate authorities, logs and keys that a verification believes. @throws `trusted-root-invalid`, `public-key-invalid` for what cannot be read */
export async function trustMaterial(options: TrustOptions): Promise<TrustMaterial> {
  const { publicKey } = options;
  const root = await readRoot(options);
  if (publicKey === undefined) return toTrustMaterial(root);
  const key = readPublicKey(publicKey);
  return toTrustMaterial(root, () => ({ publicKey: key, validFor: () => true }));
}

function readPublicKey(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (cause) {
    throw new UserError("public-key-invalid", "the public key cannot be read; expected PEM", {
      hint: "Give what `openssl pkey -pubout` or `cosign public-key` prints, whole.",
      cause,
    });
  }
}

async function readRoot({ trustedRoot, publicKey, temp }: TrustOptions): Promise<TrustedRoot> {
  try {
    if (trustedRoot !== undefined) {
      const isText = trustedRoot.trimStart().startsWith("{");
      const text = isText ? trustedRoot : readFileSync(trustedRoot, "utf8");
      return TrustedRoot.fromJSON(JSON.parse(text));
    }
    // A key needs no authorities: its signatures carry what they need.
    if (publicKey !== undefined) return TrustedRoot.fromJSON({});
    return await getTrustedRoot({ cachePath: join(temp, "sigstore-root") });
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new UserError("trusted-root-invalid", `could not read the trusted root: ${words}`, {
      hint: "Give trusted-root in sigstore's JSON form, its text or a file, or let the job reach tuf-repo-cdn.sigstore.dev.",
      cause,
    });
  }
}
