import { sourcePlaces } from "./argocd-places.ts";
import type { ImagePlace } from "./image-place.ts";
import { type Found, offsetOf } from "./yaml/locate.ts";

/** Whether Argo CD takes a file of this path for overrides of an Application's source. */
export function isArgoSourcePath(path: string): boolean {
  return /(?:^|\/)\.argocd-source(?:-[^/]*)?\.yaml$/.test(path);
}

/**
 * The images that `.argocd-source.yaml` or `.argocd-source-APP.yaml` sets; `undefined` for another file.
 * Argo CD merges it over the Application's source, so that it silently beats both the Application and
 * the kustomization beside it. It belongs to whoever wrote it (Argo CD Image Updater, mostly): it is
 * read, and an edit it would beat is refused.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/parameters/#store-overrides-in-git
 */
export function argoSourcePlaces(root: Found): ImagePlace[] | undefined {
  if (!isArgoSourcePath(root.document.source.path)) return undefined;
  return sourcePlaces(root).map(({ use, overrides, ...place }) => ({
    ...place,
    use: { ...use, format: "argocd-source" },
    overrides: [...overrides, "argocd"],
    set: () => {
      throw root.document.source.refusal(
        "target-overridden",
        `${use.path} overrides the image ${use.name} wherever else it is set`,
        {
          offset: offsetOf(place.at),
          hint: "Remove the override, or let the tool that writes this file move the image.",
        },
      );
    },
  }));
}
