import { SIGNATURE_PREDICATE } from "@gitops-actions/core/evidence";
import { type Digest, parseDigest } from "@gitops-actions/core/image";
import { type Bundle, isBundleWithDsseEnvelope } from "@sigstore/bundle";
import { type SignedEntity, type Signer, toSignedEntity, Verifier } from "@sigstore/verify";
import type { Repository } from "../registry/index.ts";
import { attachedBundles } from "./bundle-layout.ts";
import { type Claims, claimsOf } from "./claims.ts";
import { taggedBundles } from "./tag-layout.ts";
import { type TrustOptions, trustMaterial } from "./trust.ts";

/** An image is signed a few times; whoever attaches hundreds of bundles only wants us to read them. */
const MAX_BUNDLES = 20;

/** Who has to have signed. With a public key in the trust options nothing else is asked. */
export interface SignerPolicy {
  /** The certificate's subject: `https://github.com/org/repo/.github/workflows/build.yml@refs/tags/v1`. Whole, or a pattern. */
  readonly identity: string | RegExp;
  /** `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
}

export interface VerifyOptions extends TrustOptions {
  /** What kind of claim is wanted: a signature (the default) or an attestation's predicate type. */
  readonly predicateType?: string;
  /** undefined only with a public key. */
  readonly signer: SignerPolicy | undefined;
  /** Whether a transparency log has to know the signature; only a key may do without. */
  readonly transparencyLog: boolean;
}

/** A claim about an image whose signature holds and whose signer is the one wanted. */
export interface VerifiedClaim {
  readonly predicateType: string;
  /** The predicate of an attestation; `{}` of a signature. */
  readonly predicate: unknown;
  /** What the certificate says of the run that signed; undefined with a key. */
  readonly claims: Claims | undefined;
}

/** What came of a verification: the claims that hold, or why there are none. */
export type Verification =
  | { readonly kind: "verified"; readonly found: readonly VerifiedClaim[] }
  | { readonly kind: "unsigned" }
  | { readonly kind: "refused"; readonly reasons: readonly string[] };

/**
 * What is signed of the image with that digest, by whom it has to be: bundles attached as referrers first,
 * then the tags of cosign before version 3. Every claim names the digest itself; tags are never asked.
 * @throws `RegistryFailure`, `trusted-root-invalid`, `public-key-invalid`
 */
export async function verifyImage(
  repository: Repository,
  digest: Digest,
  options: VerifyOptions,
): Promise<Verification> {
  const wanted = options.predicateType ?? SIGNATURE_PREDICATE;
  const material = await trustMaterial(options);
  const threshold = options.transparencyLog ? 1 : 0;
  const verifier = new Verifier(material, {
    tlogThreshold: threshold,
    timestampThreshold: threshold,
    ctlogThreshold: options.publicKey === undefined ? 1 : 0,
  });
  const judge = { verifier, wanted, options, digest };
  const attached = (await attachedBundles(repository, digest))
    .filter(({ predicateType }) => predicateType === undefined || predicateType === wanted)
    .slice(-MAX_BUNDLES);
  const results: Judged[] = [];
  for (const { read } of attached) {
    const bundle = await read();
    if (bundle !== undefined) results.push(judgeBundle(bundle, judge));
  }
  if (!results.some(isVerified)) {
    const tagged = await taggedBundles(repository, digest, { wanted, atMost: MAX_BUNDLES });
    for (const { bundle, payload } of tagged) {
      results.push(judgeBundle(bundle, { ...judge, payload }));
    }
  }
  const found = results.filter(isVerified);
  if (found.length > 0) return { kind: "verified", found };
  const reasons = results.flatMap((result) => (typeof result === "string" ? [result] : []));
  return reasons.length === 0 ? { kind: "unsigned" } : { kind: "refused", reasons };
}

/** A claim that holds, why it does not, or nothing when it is of another kind. */
type Judged = VerifiedClaim | string | undefined;

function isVerified(result: Judged): result is VerifiedClaim {
  return typeof result === "object";
}

interface Judge {
  readonly verifier: Verifier;
  readonly wanted: string;
  readonly digest: Digest;
  readonly options: VerifyOptions;
  /** What was signed, where the bundle holds only its hash. */
  readonly payload?: Buffer | undefined;
}

function judgeBundle(bundle: Bundle, judge: Judge): Judged {
  try {
    const claim = isBundleWithDsseEnvelope(bundle)
      ? readStatement(bundle.content.dsseEnvelope.payload)
      : readSimpleSigning(judge.payload);
    if (claim.predicateType !== judge.wanted) return undefined;
    const payload = isBundleWithDsseEnvelope(bundle) ? undefined : judge.payload;
    const signer = judge.verifier.verify(entityOf(bundle, { payload, options: judge.options }));
    requireSigner(signer, judge.options);
    if (!claim.digests.includes(judge.digest)) return "it is about another image";
    const { predicateType, predicate } = claim;
    return { predicateType, predicate, claims: claimsOf(signer) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * What is verified: signed in the way that is wanted, because a trusted root beside a key would let in whoever
 * has a certificate. Of a key's signature, where no log is asked for, without what a log and a clock say of it.
 */
function entityOf(
  bundle: Bundle,
  { payload, options }: { readonly payload: Buffer | undefined; readonly options: VerifyOptions },
): SignedEntity {
  const entity = toSignedEntity(bundle, payload);
  const isByKey = entity.key.$case === "public-key";
  if (isByKey && options.publicKey === undefined) {
    throw new Error("it is signed with a key, not by a certificate");
  }
  if (!isByKey && options.publicKey !== undefined) {
    throw new Error("it is signed by a certificate, not with the key");
  }
  return isByKey && !options.transparencyLog
    ? { ...entity, tlogEntries: [], timestamps: [] }
    : entity;
}

function requireSigner({ identity }: Signer, { signer, publicKey }: VerifyOptions): void {
  if (signer === undefined) {
    if (publicKey === undefined) throw new Error("no signer was asked for");
    return;
  }
  const subject = identity?.subjectAlternativeName ?? "";
  const issuer = identity?.extensions?.issuer ?? "";
  const isWanted =
    typeof signer.identity === "string"
      ? subject === signer.identity
      : signer.identity.test(subject);
  if (!isWanted) throw new Error(`it is signed by "${subject}", not by ${signer.identity}`);
  if (issuer !== signer.issuer)
    throw new Error(`its signer's issuer is "${issuer}", not ${signer.issuer}`);
}

interface ReadClaim {
  readonly predicateType: string;
  readonly predicate: unknown;
  readonly digests: readonly Digest[];
}

function readStatement(payload: Buffer): ReadClaim {
  const { predicateType, predicate, subject } = JSON.parse(payload.toString("utf8"));
  const subjects: readonly { readonly digest?: { readonly sha256?: unknown } }[] = subject;
  return {
    predicateType: String(predicateType),
    predicate,
    digests: subjects.map(({ digest }) => parseDigest(`sha256:${digest?.sha256}`)),
  };
}

/** @see https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md#simple-signing */
function readSimpleSigning(payload: Buffer | undefined): ReadClaim {
  const { critical } = JSON.parse(payload?.toString("utf8") ?? "{}");
  const digest = parseDigest(String(critical?.image?.["docker-manifest-digest"]));
  return { predicateType: SIGNATURE_PREDICATE, predicate: {}, digests: [digest] };
}
