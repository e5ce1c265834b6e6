import { SIGNATURE_PREDICATE, statementOf } from "@gitops-actions/core/evidence";
import type { Manifest, Repository } from "../registry/index.ts";
import { attachBundle } from "./bundle-layout.ts";
import type { ImageSigner } from "./signer.ts";
import { putAttestation, putSignature } from "./tag-layout.ts";

/**
 * Where signatures are put: `bundle` as a referrer, verified by cosign from 2.6 on (there with
 * `--new-bundle-format`) and by `gh attestation verify --bundle-from-oci`; `tags` as `.sig` and `.att`, verified by every
 * cosign and by the policy controllers of the time before bundles; or both.
 */
export type SignatureLayout = "bundle" | "tags" | "both";

/** A predicate that is attested of an image. */
export interface StatedPredicate {
  readonly predicateType: string;
  readonly predicate: object;
}

/**
 * Signs the image and attests the predicates of it.
 * @throws `signing-failed`, `id-token-missing`, `RegistryFailure`
 */
export async function signImage(
  repository: Repository,
  subject: Manifest,
  {
    signer,
    layout,
    predicates,
  }: {
    readonly signer: ImageSigner;
    readonly layout: SignatureLayout;
    readonly predicates: readonly StatedPredicate[];
  },
): Promise<void> {
  const image = { name: repository.name, digest: subject.digest };
  const bundled = layout !== "tags";
  const signature = bundled ? [{ predicateType: SIGNATURE_PREDICATE, predicate: {} }] : [];
  const signed = await Promise.all(
    [...signature, ...predicates].map(async ({ predicateType, predicate }) => {
      const statement = statementOf(image, predicateType, predicate);
      return { predicateType, bundle: await signer.signStatement(statement) };
    }),
  );
  if (layout !== "bundle") await putSignature(repository, subject.digest, signer);
  // One after the other: where a registry keeps a list under one tag, each must see what the last one wrote.
  for (const { predicateType, bundle } of signed) {
    if (bundled) await attachBundle(repository, subject, { bundle, predicateType });
    if (layout !== "bundle" && predicateType !== SIGNATURE_PREDICATE) {
      await putAttestation(repository, subject.digest, { bundle, predicateType });
    }
  }
}
