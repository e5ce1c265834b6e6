import { SIGNATURE_PREDICATE } from "@gitops-actions/core/evidence";
import type { Digest, ImageName } from "@gitops-actions/core/image";
import {
  type Bundle,
  type BundleWithDsseEnvelope,
  bundleFromJSON,
  envelopeToJSON,
} from "@sigstore/bundle";
import {
  digestOf,
  MANIFEST_TYPE,
  type ManifestContent,
  type Repository,
} from "../registry/index.ts";
import type { ImageSigner } from "./signer.ts";

/**
 * The layout of cosign before version 3: signatures are layers of an image under the tag
 * `sha256-<hex>.sig`, attestations under `.att`, and what proves them stands in annotations.
 * @see https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md
 */
const SIGNATURE = "dev.cosignproject.cosign/signature";
const CERTIFICATE = "dev.sigstore.cosign/certificate";
const LOG_ENTRY = "dev.sigstore.cosign/bundle";

const SIGNED_TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";
const ENVELOPE_TYPE = "application/vnd.dsse.envelope.v1+json";

const MAX_PAYLOAD_BYTES = 1_000_000;

interface Layer {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Signs an image in that layout. @throws `signing-failed`, `RegistryFailure` */
export async function putSignature(
  repository: Repository,
  digest: Digest,
  signer: ImageSigner,
): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(simpleSigning(repository.name, digest)));
  const bundle = await signer.signBytes(bytes);
  const annotations = {
    [SIGNATURE]: bundle.content.messageSignature.signature.toString("base64"),
    ...proofOf(bundle),
  };
  await addLayer(repository, tagOf(digest, "sig"), { mediaType: SIGNED_TYPE, bytes, annotations });
}

/** Puts an attestation in that layout. @throws `RegistryFailure` */
export async function putAttestation(
  repository: Repository,
  digest: Digest,
  {
    bundle,
    predicateType,
  }: {
    readonly bundle: BundleWithDsseEnvelope;
    readonly predicateType: string;
  },
): Promise<void> {
  const envelope = envelopeToJSON(bundle.content.dsseEnvelope);
  await addLayer(repository, tagOf(digest, "att"), {
    mediaType: ENVELOPE_TYPE,
    bytes: Buffer.from(JSON.stringify(envelope)),
    annotations: { [SIGNATURE]: "", predicateType, ...proofOf(bundle) },
  });
}

function tagOf(digest: Digest, kind: "sig" | "att"): string {
  return `${digest.replace(":", "-")}.${kind}`;
}

/** @see https://github.com/containers/image/blob/main/docs/containers-signature.5.md#json-data-format */
function simpleSigning(name: ImageName, digest: Digest): object {
  return {
    critical: {
      identity: { "docker-reference": name },
      image: { "docker-manifest-digest": digest },
      type: "cosign container image signature",
    },
    optional: null,
  };
}

function proofOf({ verificationMaterial }: Bundle): Record<string, string> {
  const { content, tlogEntries } = verificationMaterial;
  const certificate =
    content.$case === "certificate"
      ? content.certificate
      : content.$case === "x509CertificateChain"
        ? content.x509CertificateChain.certificates[0]
        : undefined;
  const [entry] = tlogEntries;
  const promise = entry?.inclusionPromise?.signedEntryTimestamp;
  return {
    ...(certificate === undefined ? {} : { [CERTIFICATE]: toPem(certificate.rawBytes) }),
    ...(entry === undefined || promise === undefined
      ? {}
      : {
          [LOG_ENTRY]: JSON.stringify({
            SignedEntryTimestamp: promise.toString("base64"),
            Payload: {
              body: entry.canonicalizedBody.toString("base64"),
              integratedTime: Number(entry.integratedTime),
              logIndex: Number(entry.logIndex),
              logID: entry.logId.keyId.toString("hex"),
            },
          }),
        }),
  };
}

function toPem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

/** Adds a layer to what is under the tag. Two writers at once may lose one: the layout has no way around that. */
async function addLayer(repository: Repository, tag: string, layer: Layer): Promise<void> {
  const before = (await repository.manifest(tag))?.content.layers ?? [];
  const { mediaType, bytes, annotations } = layer;
  const added = { mediaType, digest: digestOf(bytes), size: bytes.length, annotations };
  const layers = [...before, added];
  const config = Buffer.from(
    JSON.stringify({
      architecture: "",
      os: "",
      config: {},
      created: "0001-01-01T00:00:00Z",
      history: layers.map(() => ({ created: "0001-01-01T00:00:00Z" })),
      rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => digest) },
    }),
  );
  await Promise.all([repository.putBlob(bytes), repository.putBlob(config)]);
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: {
      mediaType: "application/vnd.oci.image.config.v1+json",
      digest: digestOf(config),
      size: config.length,
    },
    layers,
  };
  await repository.putManifest(tag, {
    mediaType: MANIFEST_TYPE,
    bytes: Buffer.from(JSON.stringify(manifest)),
  });
}

/** A signature or attestation in that layout, as a bundle. */
export interface TaggedBundle {
  readonly bundle: Bundle;
  /** What was signed, where the bundle holds only its hash. */
  readonly payload: Buffer | undefined;
  readonly predicateType: string;
}

/** The signatures and attestations of an image in that layout. @throws `RegistryFailure` */
export async function taggedBundles(
  repository: Repository,
  digest: Digest,
  wanted: string,
): Promise<readonly TaggedBundle[]> {
  const kind = wanted === SIGNATURE_PREDICATE ? "sig" : "att";
  const manifest = await repository.manifest(tagOf(digest, kind));
  const layers = (manifest?.content.layers ?? []).filter(
    ({ annotations }) => kind === "sig" || (annotations?.["predicateType"] ?? wanted) === wanted,
  );
  const read = layers.map(async (layer) => {
    const payload = Buffer.from(await repository.blob(layer.digest, MAX_PAYLOAD_BYTES));
    const bundle = toBundle(layer, payload);
    return bundle === undefined ? [] : [{ bundle, payload, predicateType: wanted }];
  });
  return (await Promise.all(read)).flat();
}

type LayerDescriptor = NonNullable<ManifestContent["layers"]>[number];

function toBundle({ annotations = {} }: LayerDescriptor, payload: Buffer): Bundle | undefined {
  try {
    const certificate = annotations[CERTIFICATE]?.replaceAll(/-----[^-]+-----|\s/g, "");
    const signature = annotations[SIGNATURE] ?? "";
    const content =
      signature === ""
        ? { dsseEnvelope: JSON.parse(payload.toString("utf8")) }
        : {
            messageSignature: {
              messageDigest: {
                algorithm: "SHA2_256",
                digest: Buffer.from(digestOf(payload).slice(7), "hex").toString("base64"),
              },
              signature,
            },
          };
    return bundleFromJSON({
      mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.1",
      verificationMaterial: {
        ...(certificate === undefined
          ? { publicKey: { hint: "" } }
          : { x509CertificateChain: { certificates: [{ rawBytes: certificate }] } }),
        tlogEntries: logEntries(annotations[LOG_ENTRY]),
      },
      ...content,
    });
  } catch {
    return undefined; // not of the layout's form: it proves nothing, and others may
  }
}

function logEntries(text: string | undefined): object[] {
  if (text === undefined) return [];
  const { SignedEntryTimestamp, Payload } = JSON.parse(text);
  const { kind, apiVersion } = JSON.parse(Buffer.from(Payload.body, "base64").toString("utf8"));
  return [
    {
      logIndex: String(Payload.logIndex),
      logId: { keyId: Buffer.from(Payload.logID, "hex").toString("base64") },
      kindVersion: { kind, version: apiVersion },
      integratedTime: String(Payload.integratedTime),
      inclusionPromise: { signedEntryTimestamp: SignedEntryTimestamp },
      canonicalizedBody: Payload.body,
    },
  ];
}
