import type { Signer } from "@sigstore/verify";

/** What a certificate of Fulcio says of the workflow run that signed; "" where it says nothing. */
export interface Claims {
  /** The workflow at its ref: `https://github.com/org/repo/.github/workflows/build.yml@refs/tags/v1`. */
  readonly identity: string;
  readonly issuer: string;
  /** `https://github.com/org/app`. */
  readonly sourceRepository: string;
  /** The commit that was built. */
  readonly sourceDigest: string;
  readonly sourceRef: string;
  /** Page of the run. */
  readonly runUrl: string;
}

/** @see https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
const OIDS = {
  sourceRepository: "1.3.6.1.4.1.57264.1.12",
  sourceDigest: "1.3.6.1.4.1.57264.1.13",
  sourceRef: "1.3.6.1.4.1.57264.1.14",
  runUrl: "1.3.6.1.4.1.57264.1.21",
} as const;

/** What the signer's certificate says; undefined where a key signed. */
export function claimsOf({ identity }: Signer): Claims | undefined {
  if (identity === undefined) return undefined;
  const values = new Map(
    (identity.oids ?? []).map(({ oid, value }) => [oid?.id.join(".") ?? "", derText(value)]),
  );
  const of = (oid: string): string => values.get(oid) ?? "";
  return {
    identity: identity.subjectAlternativeName ?? "",
    issuer: identity.extensions?.issuer ?? "",
    sourceRepository: of(OIDS.sourceRepository),
    sourceDigest: of(OIDS.sourceDigest),
    sourceRef: of(OIDS.sourceRef),
    runUrl: of(OIDS.runUrl),
  };
}

/** The text of a DER string: its tag, its length in one byte or more, and UTF-8. */
function derText(der: Uint8Array): string {
  const first = der[1] ?? 0;
  const lengthBytes = first < 0x80 ? 1 : 1 + (first & 0x7f);
  return Buffer.from(der.subarray(1 + lengthBytes)).toString("utf8");
}
