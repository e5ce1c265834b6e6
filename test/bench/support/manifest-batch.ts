/** One process that edits 1,000 kustomizations and prints what it took: `{"ms": ..., "rssMiB": ...}`. */
import { parseTag } from "@gitops-actions/core/image";
import { setImages } from "@gitops-actions/core/manifest";

const resources = Array.from(
  { length: 12 },
  (_, index) => `- ../../base/part-${index}.yaml # part\n`,
);
const entries = Array.from({ length: 8 }, (_, index) => `- name: side-${index}\n  newTag: v1\n`);
const head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
const files = Array.from({ length: 1000 }, (_, index) => ({
  path: `apps/app-${index}/overlays/dev/kustomization.yaml`,
  text: `${head}resources:\n${resources.join("")}images:\n- name: app-${index}\n  newTag: v1 # CI\n${entries.join("")}`,
}));
const tag = parseTag("v2");

const start = performance.now();
let changes = 0;
for (const [index, file] of files.entries()) {
  changes += setImages([file], [{ image: `app-${index}`, tag }]).changes.length;
}
const ms = performance.now() - start;
if (changes !== files.length) throw new Error(`${changes} changes in ${files.length} files`);
console.log(JSON.stringify({ ms, rssMiB: process.resourceUsage().maxRSS / 1024 }));
