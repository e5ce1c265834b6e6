/**
 * What a runner downloads: it takes the tree of the tag whole for any one action. Beside it, what the usual
 * three actions of a hand-made promotion weigh together (checkout, create-github-app-token,
 * create-pull-request: 1.9 MB).
 */
import { actionNames } from "@gitops-actions/tooling/project";
import { compressedBytes, releaseTree } from "@gitops-actions/tooling/release/tree";
import { printFigures } from "./support/figures.ts";

/** Bundles without a cloud's SDK and without what verifies signatures. */
const LEAN = ["doctor", "update-overlay"];

const tree = releaseTree({ version: "1.0.0", repository: "org/gitops-actions" });
printFigures("release: compressed", [
  { what: "the whole tree", value: compressedBytes(tree) / 1000, unit: "kB", atMost: 1200 },
  ...actionNames().map((name) => ({
    what: `bundles of ${name}`,
    value: compressedBytes(tree, `${name}/dist/`) / 1000,
    unit: "kB",
    ...(LEAN.includes(name) ? { atMost: 120 } : {}),
  })),
]);
