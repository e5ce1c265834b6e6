import type { Digest } from "@gitops-actions/core/image";
import { type Descriptor, digestOf, INDEX_TYPE, MANIFEST_TYPE, type Manifest } from "./manifest.ts";
import { fallbackTag, type Repository } from "./repository.ts";

/** What is attached to a manifest. */
export interface Attachment {
  /** Media type of the bytes, and of the whole as it is listed. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly annotations: Readonly<Record<string, string>>;
}

const EMPTY_TYPE = "application/vnd.oci.empty.v1+json";
const EMPTY = Buffer.from("{}");

/**
 * Attaches bytes to a manifest as a referrer, and where the registry has no referrers API adds it to the
 * index under the fallback tag. Attaching the same bytes again changes nothing.
 * @throws `RegistryFailure`
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests-with-subject
 */
export async function attach(
  repository: Repository,
  subject: Manifest,
  { mediaType, bytes, annotations }: Attachment,
): Promise<Digest> {
  await Promise.all([repository.putBlob(bytes), repository.putBlob(EMPTY)]);
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST_TYPE,
      artifactType: mediaType,
      config: { mediaType: EMPTY_TYPE, digest: digestOf(EMPTY), size: EMPTY.length },
      layers: [{ mediaType, digest: digestOf(bytes), size: bytes.length }],
      subject: {
        mediaType: subject.mediaType,
        digest: subject.digest,
        size: subject.bytes.length,
      },
      annotations,
    }),
  );
  const digest = digestOf(manifest);
  const isListed = await repository.putManifest(digest, {
    mediaType: MANIFEST_TYPE,
    bytes: manifest,
  });
  if (!isListed) {
    await list(repository, subject.digest, {
      mediaType: MANIFEST_TYPE,
      digest,
      size: manifest.length,
      artifactType: mediaType,
      annotations,
    });
  }
  return digest;
}

/** Adds to the fallback index. Two writers at once may lose one entry: the protocol has no way around that. */
async function list(repository: Repository, subject: Digest, entry: Descriptor): Promise<void> {
  const tag = fallbackTag(subject);
  const before = (await repository.manifest(tag))?.content.manifests ?? [];
  if (before.some(({ digest }) => digest === entry.digest)) return;
  const index = { schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [...before, entry] };
  const bytes = Buffer.from(JSON.stringify(index));
  await repository.putManifest(tag, { mediaType: INDEX_TYPE, bytes });
}
