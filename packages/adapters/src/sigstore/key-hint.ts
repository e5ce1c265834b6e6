import { createHash, createPublicKey } from "node:crypto";

/** By what a bundle names the key that signed it: cosign's way, the SHA-256 of the public key in DER. */
export function keyHint(publicKeyPem: string): string {
  const der = createPublicKey(publicKeyPem).export({ type: "spki", format: "der" });
  return createHash("sha256").update(der).digest("base64");
}
