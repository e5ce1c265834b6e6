import type { Digest } from "@gitops-actions/core/image";
import { type Manifest, platformImages, type Repository } from "../registry/index.ts";

const MAX_CONFIG_BYTES = 8_000_000;

/**
 * The annotations of an image: those of its index or manifest; undefined when it is not there. Anybody who
 * may push can write them, so they prove nothing.
 * @throws `RegistryFailure`
 */
export async function readAnnotations(
  repository: Repository,
  digest: Digest,
): Promise<Readonly<Record<string, string>> | undefined> {
  const manifest = await repository.manifest(digest);
  return manifest === undefined ? undefined : (manifest.content.annotations ?? {});
}

/**
 * The labels in an image's config, of an index in that of its first platform; undefined when it is not
 * there. Anybody who may push can write them, so they prove nothing.
 * @throws `RegistryFailure`
 */
export async function readLabels(
  repository: Repository,
  digest: Digest,
): Promise<Readonly<Record<string, string>> | undefined> {
  const manifest = await firstImage(repository, digest);
  const config = manifest?.content.config;
  if (config === undefined) return undefined;
  const bytes = await repository.blob(config.digest, MAX_CONFIG_BYTES);
  const labels = Object.entries(
    Object(JSON.parse(Buffer.from(bytes).toString("utf8")).config?.Labels),
  );
  return Object.fromEntries(
    labels.flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}

async function firstImage(repository: Repository, digest: Digest): Promise<Manifest | undefined> {
  const manifest = await repository.manifest(digest);
  const [first] = manifest === undefined ? [] : platformImages(manifest.content);
  return first === undefined ? manifest : repository.manifest(first.digest);
}
