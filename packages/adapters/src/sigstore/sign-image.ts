import { SIGNATURE_PREDICATE, statementOf } from "@gitops-actions/core/evidence";
import type { Manifest, Repository } from "../registry/index.ts";
import { attachBundle } from "./bundle-layout.ts";
import { signerOf } from "./certificate.ts";
import type { ImageSigner } from "./signer.ts";
import { putAttestation, putSignature } from "./tag-layout.ts";

/**
 * Where signatures are put: `bundle` as a referrer, verified by cosign 2.6 and later; `tags` as `.sig` and
 * `.att`, verified by every cosign and by the policy controllers of the time before bundles; or both.
 */
export type SignatureLayout = "bundle" | "tags" | "both";

/** A predicate that is attested of an image. */
export interface StatedPredicate {
  readonly predicateType: string;
  readonly predicate: object;
}

/**
 * Signs the image and attests the predicates of it. By whom, in words: the identity in the certificate, or a key.
 * @throws `signing-failed`, `RegistryFailure`, and what the id token's source throws
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
): Promise<string> {
  const image = { name: repository.name, digest: subject.digest };
  const statements = [{ predicateType: SIGNATURE_PREDICATE, predicate: {} }, ...predicates];
  const wanted = layout === "tags" ? statements.slice(1) : statements;
  const signed = await Promise.all(
    wanted.map(async ({ predicateType, predicate }) => {
      const statement = statementOf(image, predicateType, predicate);
      return { predicateType, bundle: await signer.signStatement(statement) };
    }),
  );
  const tagged =
    layout === "bundle" ? undefined : await putSignature(repository, subject.digest, signer);
  // One after the other: where a registry keeps a list under one tag, each must see what the last one wrote.
  for (const { predicateType, bundle } of signed) {
    if (layout !== "tags") await attachBundle(repository, subject, { bundle, predicateType });
    if (layout !== "bundle" && predicateType !== SIGNATURE_PREDICATE) {
      await putAttestation(repository, subject.digest, { bundle, predicateType });
    }
  }
  const bundle = tagged ?? signed[0]?.bundle;
  return bundle === undefined ? "nobody" : signerOf(bundle);
}
