import type { Digest } from "@gitops-actions/core/image";
import { type Bundle, bundleFromJSON, bundleToJSON } from "@sigstore/bundle";
import {
  attach,
  type Descriptor,
  digestOf,
  type Manifest,
  type Repository,
} from "../registry/index.ts";

/** Media type of a bundle as this version writes it; others begin alike. */
const BUNDLE_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
const ANY_BUNDLE = /^application\/vnd\.dev\.sigstore\.bundle/;

/** cosign's names for what is in a bundle, so that a reader can choose without fetching it. */
const PREDICATE_TYPE = "dev.sigstore.bundle.predicateType";
const CONTENT = "dev.sigstore.bundle.content";

/** Where the bundle itself is: saves the reader one request. It is believed only as far as it verifies. */
const BLOB = "io.github.gitops-actions.bundle-blob";

const MAX_BUNDLE_BYTES = 32_000_000;

/** A bundle that is attached to an image, not yet looked at. */
export interface AttachedBundle {
  /** What it claims to be about; undefined when it does not say. */
  readonly predicateType: string | undefined;
  /** The bundle; undefined for what is none. @throws `RegistryFailure` */
  read(): Promise<Bundle | undefined>;
}

/** Attaches a bundle to an image as released cosign versions (2.6 on, by default since 3) do. @throws `RegistryFailure` */
export function attachBundle(
  repository: Repository,
  subject: Manifest,
  { bundle, predicateType }: { readonly bundle: Bundle; readonly predicateType: string },
): Promise<Digest> {
  const bytes = Buffer.from(JSON.stringify(bundleToJSON(bundle)));
  return attach(repository, subject, {
    mediaType: BUNDLE_TYPE,
    bytes,
    annotations: {
      [CONTENT]: "dsse-envelope",
      [PREDICATE_TYPE]: predicateType,
      [BLOB]: digestOf(bytes),
    },
  });
}

/** The bundles attached to an image, newest listed last. @throws `RegistryFailure` */
export async function attachedBundles(
  repository: Repository,
  digest: Digest,
): Promise<readonly AttachedBundle[]> {
  const referrers = await repository.referrers(digest);
  return referrers.filter(isBundle).map((descriptor) => ({
    predicateType: descriptor.annotations?.[PREDICATE_TYPE],
    read: () => readBundle(repository, descriptor),
  }));
}

function isBundle({ artifactType = "", mediaType, annotations }: Descriptor): boolean {
  // Some registries list a referrer without the type of its artifact.
  return (
    ANY_BUNDLE.test(artifactType) ||
    ANY_BUNDLE.test(mediaType) ||
    annotations?.[CONTENT] !== undefined
  );
}

async function readBundle(
  repository: Repository,
  { digest, annotations }: Descriptor,
): Promise<Bundle | undefined> {
  const named = annotations?.[BLOB];
  const blob = /^sha256:[0-9a-f]{64}$/.test(named ?? "")
    ? (named as Digest) // the pattern is that of a digest
    : (await repository.manifest(digest))?.content.layers?.[0]?.digest;
  if (blob === undefined) return undefined;
  const bytes = await repository.blob(blob, MAX_BUNDLE_BYTES);
  try {
    return bundleFromJSON(JSON.parse(Buffer.from(bytes).toString("utf8")));
  } catch {
    return undefined; // not a bundle: it proves nothing, and others may
  }
}
