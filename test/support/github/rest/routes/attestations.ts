import { readBundle } from "../../attestations.ts";
import { created, listPage, type PageParameters, type Routes, repositoryRoute } from "../route.ts";

interface ListParameters extends PageParameters {
  /** `sha256:<64 hex>`. */
  readonly subject_digest: string;
  readonly predicate_type?: string;
}

export const attestationRoutes: Routes = {
  "repos/create-attestation": repositoryRoute<unknown, { readonly bundle: object }>(
    ["attestations", "write"],
    ({ attestations }, { body: { bundle } }, { state }) => {
      const id = state.nextId();
      attestations.push({ id, bundle, ...readBundle(bundle) });
      return created({ id });
    },
  ),
  "repos/list-attestations": repositoryRoute<ListParameters>(
    ["attestations", "read"],
    ({ id, attestations }, request) => {
      const { subject_digest: digest, predicate_type: type } = request.parameters;
      const found = attestations.filter(
        ({ subjects, predicateType }) =>
          subjects.includes(digest) && (type ?? predicateType) === predicateType,
      );
      const { items, headers } = listPage(found, request);
      const body = { attestations: items.map(({ bundle }) => ({ bundle, repository_id: id })) };
      return { status: 200, body, headers };
    },
  ),
};
