import { X509Certificate } from "node:crypto";
import type { Bundle } from "@sigstore/bundle";

/** The certificate of who signed a bundle, in DER; undefined where a key signed. */
export function certificateOf({ verificationMaterial: { content } }: Bundle): Buffer | undefined {
  switch (content.$case) {
    case "certificate":
      return content.certificate.rawBytes;
    case "x509CertificateChain":
      return content.x509CertificateChain.certificates[0]?.rawBytes;
    case "publicKey":
      return undefined;
  }
}

/** Who signed a bundle, in words: the identity in the certificate, or a key. */
export function signerOf(bundle: Bundle): string {
  const certificate = certificateOf(bundle);
  if (certificate === undefined) return "a key";
  const { subjectAltName } = new X509Certificate(certificate);
  return subjectAltName?.replace(/^URI:/, "") ?? "a certificate without a name";
}
