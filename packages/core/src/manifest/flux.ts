import { valuesPlaces } from "./helm-values.ts";
import { imageEntries, placeOfEntry } from "./image-list.ts";
import { type ImagePlace, type PlaceOptions, useAt } from "./image-place.ts";
import type { ImageRequest } from "./image-request.ts";
import { createValue } from "./yaml/create.ts";
import {
  descend,
  type Found,
  isEmpty,
  locate,
  type Missing,
  offsetOf,
  textAt,
  textOf,
} from "./yaml/locate.ts";
import type { Operation } from "./yaml/operation.ts";
import { setKeys } from "./yaml/set-keys.ts";
import { setValue } from "./yaml/set-value.ts";
import type { NewNode } from "./yaml/write-node.ts";

/**
 * The images that a Flux object says: `spec.images` of a Kustomization (of Flux, not the file of that
 * name), `spec.values` of a HelmRelease, `spec.ref` of an OCIRepository; `undefined` for any other
 * document.
 * @throws `manifest-shape`
 */
export function fluxPlaces(root: Found): ImagePlace[] | undefined {
  const group = /^(\w+)\.toolkit\.fluxcd\.io\//.exec(textAt(root, ["apiVersion"]) ?? "")?.[1];
  const kind = textAt(root, ["kind"]);
  if (group === "kustomize" && kind === "Kustomization") return kustomizationImages(root);
  if (group === "helm" && kind === "HelmRelease") return releaseValues(root);
  if (group === "source" && kind === "OCIRepository") return ociRepository(root);
  return undefined;
}

function kustomizationImages(root: Found): ImagePlace[] {
  const spec = descend(root, "spec");
  if (spec === undefined) return [];
  const role = { format: "flux", overrides: ["kustomize", "workload"] } as const;
  return imageEntries(spec).map((entry) => placeOfEntry(entry, role));
}

function releaseValues(root: Found): ImagePlace[] {
  const values = locate(root, ["spec", "values"]);
  return values.found ? valuesPlaces([values], "flux") : [];
}

/** Digest beats semver beats tag, as Flux reads them. */
function ociRepository(root: Found): ImagePlace[] {
  const url = locate(root, ["spec", "url"]);
  const text = url.found ? textOf(url) : undefined;
  if (!url.found || !text?.startsWith(OCI)) return [];
  const ref = locate(root, ["spec", "ref"]);
  const version = (key: string) => textAt(root, ["spec", "ref", key]) || undefined;
  const at = ref.found ? ref : url;
  return [
    {
      at,
      overrides: [],
      isOnly: false,
      use: useAt(at, {
        format: "flux",
        path: ["spec", "ref"],
        name: text.slice(OCI.length),
        tag: version("tag"),
        digest: version("digest"),
      }),
      set: (request, options) => setReference(url, ref, { ...request, ...options }),
    },
  ];
}

const OCI = "oci://";

function setReference(
  url: Found,
  ref: Found | Missing,
  { newName, tag, digest, shared }: ImageRequest & PlaceOptions,
): Operation[] {
  const shown = ["spec", "ref"];
  const renamed = newName === undefined ? undefined : setValue(url, OCI + newName, { shared });
  const operations = renamed === undefined ? [] : [renamed];
  if (!ref.found) {
    const added = new Map<string, NewNode>();
    if (tag !== undefined) added.set("tag", tag);
    if (digest !== undefined) added.set("digest", digest);
    return [...operations, createValue(ref, added, { shown, shared })];
  }
  if (digest === undefined) refuseSemver(ref);
  const wanted = [
    ["tag", tag],
    ["digest", digest],
  ] as const;
  return [...operations, ...setKeys(ref, wanted, { order: ["tag"], shown, shared })];
}

/** A tag below a semver range is never read. */
function refuseSemver(ref: Found): void {
  const semver = descend(ref, "semver");
  if (semver === undefined || isEmpty(semver)) return;
  throw ref.document.source.refusal(
    "target-overridden",
    `spec.ref.semver ${JSON.stringify(textOf(semver))} beats a tag`,
    { offset: offsetOf(semver), hint: "Remove semver, or give a digest." },
  );
}
