import { createHash } from "node:crypto";
import { type Digest, parseDigest } from "@gitops-actions/core/image";
import { RegistryFailure } from "./failure.ts";

/** Points at something in a registry. @see https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: {
    readonly os?: string;
    readonly architecture?: string;
    readonly variant?: string;
  };
}

/** The parts of a manifest or index that we read; a manifest has `config`, an index has `manifests`. */
export interface ManifestContent {
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A manifest as the registry keeps it: these bytes have this digest. */
export interface Manifest {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly content: ManifestContent;
}

export const MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
export const INDEX_TYPE = "application/vnd.oci.image.index.v1+json";

/** Every form of manifest that is asked for, ours and Docker's. */
export const MANIFEST_TYPES = [
  INDEX_TYPE,
  MANIFEST_TYPE,
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** An image for one platform inside an index. */
export interface PlatformImage {
  /** `linux/amd64`, `linux/arm/v7`. */
  readonly platform: string;
  readonly digest: Digest;
}

/** The images of an index; BuildKit's attestations, which are no images, are left out. Empty for a plain manifest. */
export function platformImages({ manifests = [] }: ManifestContent): readonly PlatformImage[] {
  return manifests
    .filter(({ annotations }) => annotations?.["vnd.docker.reference.type"] === undefined)
    .map(({ digest, platform }) => ({
      platform: [platform?.os ?? "unknown", platform?.architecture ?? "unknown", platform?.variant]
        .filter(Boolean)
        .join("/"),
      digest,
    }));
}

/** The digest of some bytes. */
export function digestOf(bytes: Uint8Array): Digest {
  return parseDigest(`sha256:${createHash("sha256").update(bytes).digest("hex")}`);
}

/**
 * A manifest from its bytes. What a registry sends is believed no further than its form.
 * @throws `RegistryFailure` for what is no manifest
 */
export function readManifest(bytes: Uint8Array, mediaType: string): Manifest {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString("utf8"));
    const { config, layers, manifests, subject, annotations } = value;
    const content: ManifestContent = {
      ...(config === undefined ? {} : { config: readDescriptor(config) }),
      ...(layers === undefined ? {} : { layers: layers.map(readDescriptor) }),
      ...(manifests === undefined ? {} : { manifests: manifests.map(readDescriptor) }),
      ...(subject === undefined ? {} : { subject: readDescriptor(subject) }),
      ...(annotations === undefined ? {} : { annotations: readAnnotations(annotations) }),
    };
    return { digest: digestOf(bytes), mediaType, bytes, content };
  } catch (cause) {
    throw new RegistryFailure("refused", "the registry sent something that is no manifest", {
      status: 200,
      cause,
    });
  }
}

function readDescriptor(value: Readonly<Record<string, unknown>>): Descriptor {
  const { mediaType, digest, size, artifactType, annotations, platform } = value;
  return {
    mediaType: String(mediaType ?? ""),
    digest: parseDigest(String(digest)),
    size: Number(size),
    ...(typeof artifactType === "string" ? { artifactType } : {}),
    ...(annotations == null ? {} : { annotations: readAnnotations(annotations) }),
    ...(platform == null ? {} : { platform: readAnnotations(platform) }),
  };
}

/** The entries of an object whose values are texts. */
function readAnnotations(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(Object(value));
  return Object.fromEntries(
    entries.flatMap(([name, text]) => (typeof text === "string" ? [[name, text]] : [])),
  );
}
