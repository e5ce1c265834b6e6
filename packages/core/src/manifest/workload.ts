import { isMap } from "yaml";
import type { ImagePlace } from "./image-place.ts";
import { referencePlace } from "./reference-place.ts";
import { type Found, itemsOf, locate, ownChildrenOf, textAt, textOf } from "./yaml/locate.ts";
import type { Path, Step } from "./yaml/path.ts";

/** The lists of a pod that hold containers. */
const CONTAINERS: readonly string[] = ["containers", "initContainers", "ephemeralContainers"];

/**
 * The images that the containers of a workload run, wherever in it its pods are described: a Pod, the
 * template of a Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob or Rollout, and those of
 * custom resources; also image volumes. A definition of a resource type runs nothing. `undefined` for a
 * document without a kind.
 *
 * The places are those that kustomize's image transformer finds.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/kustomize/v5.7.1/api/filters/imagetag/legacy.go
 */
export function workloadPlaces(root: Found): ImagePlace[] | undefined {
  const kind = textAt(root, ["kind"]);
  if (kind === undefined) return undefined;
  return kind === "CustomResourceDefinition" ? [] : podImages(root);
}

function podImages(at: Found): ImagePlace[] {
  return ownChildrenOf(at).flatMap((child) => {
    const key = String(child.path.at(-1));
    if (isMap(at.node) && CONTAINERS.includes(key)) {
      return itemsOf(child).flatMap((item) => placeIn(item, ["image"]));
    }
    const volumes = isMap(at.node) && key === "volumes" ? itemsOf(child) : [];
    const places = volumes.flatMap((item) => placeIn(item, ["image", "reference"]));
    return [...places, ...podImages(child)];
  });
}

/** The reference below an item of a list, told by the item's name. */
function placeIn(item: Found, keys: readonly string[]): ImagePlace[] {
  const at = locate(item, keys);
  if (!at.found || textOf(at) === undefined) return [];
  const name = textAt(item, ["name"]);
  const step: Step = name === undefined ? (item.path.at(-1) ?? 0) : { key: "name", value: name };
  const path: Path = [...item.path.slice(0, -1), step, ...keys];
  const container = keys.length === 1 ? name : undefined;
  return [referencePlace(at, { format: "workload", path, container, overrides: [] })];
}
