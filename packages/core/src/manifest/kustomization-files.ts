import { kustomizations } from "./kustomize.ts";
import { descend, type Found, itemsOf, textAt, textOf } from "./yaml/locate.ts";
import { openSource, type SourceFile } from "./yaml/source.ts";

/**
 * The paths of the files in its own folder that a kustomization renders: its resources, its patches and
 * the values of its charts, also those that a generator makes `values.yaml` of a ConfigMap, as a
 * HelmRelease reads them. Folders and what lies in others are left out.
 * @throws as `openSource` and `parseDocument`
 * @see https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
 */
export function kustomizationFiles(file: SourceFile): readonly string[] {
  const names = kustomizations(openSource(file)).flatMap((root) => [
    ...itemsAt(root, "resources").map(textOf),
    ...itemsAt(root, "patchesStrategicMerge").map(textOf),
    ...itemsAt(root, "patches").map((patch) => textAt(patch, ["path"])),
    ...itemsAt(root, "helmCharts").flatMap((chart) => [
      textAt(chart, ["valuesFile"]),
      ...itemsAt(chart, "additionalValuesFiles").map(textOf),
    ]),
    ...itemsAt(root, "configMapGenerator").flatMap((map) =>
      itemsAt(map, "files").map((item) => valuesIn(textOf(item) ?? "")),
    ),
  ]);
  const own = names.map((name = "") => name.replace(/^(?:\.\/)+/, ""));
  const folder = file.path.slice(0, file.path.lastIndexOf("/") + 1);
  const files = own.filter((name) => /^[^/\n]+\.ya?ml$/.test(name));
  return [...new Set(files)].map((name) => `${folder}${name}`);
}

function itemsAt(from: Found, key: string): Found[] {
  const list = descend(from, key);
  return list === undefined ? [] : itemsOf(list);
}

/** The file that becomes `values.yaml` of a ConfigMap: `prod.yaml` of `values.yaml=prod.yaml`. */
function valuesIn(item: string): string | undefined {
  const [key, path = key] = item.split("=");
  return key === "values.yaml" || key === "./values.yaml" ? path : undefined;
}
