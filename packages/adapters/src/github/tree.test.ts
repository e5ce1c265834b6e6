import { expect, test } from "vitest";
import type { Client } from "./client.ts";
import { readPaths } from "./tree.ts";

type Entry = { readonly path: string; readonly type: string; readonly sha: string };

/** GitHub as far as trees go; a recursive listing of more than `most` entries is cut. */
function treesOf(trees: Readonly<Record<string, readonly Entry[]>>, most: number): Client {
  const below = (sha: string): Entry[] =>
    (trees[sha] ?? []).flatMap((entry) =>
      entry.type === "tree"
        ? [entry, ...below(entry.sha).map((one) => ({ ...one, path: `${entry.path}/${one.path}` }))]
        : [entry],
    );
  return {
    requests: 0,
    graphql: () => Promise.reject(new Error("trees are read over REST")),
    rest: async <T>(_: string, { tree_sha, recursive }: Readonly<Record<string, unknown>>) => {
      const all =
        recursive === undefined ? (trees[String(tree_sha)] ?? []) : below(String(tree_sha));
      const truncated = recursive !== undefined && all.length > most;
      return { truncated, tree: truncated ? all.slice(0, most) : all } as T; // what GitHub replies
    },
  };
}

const trees = {
  root: [
    { path: "README.md", type: "blob", sha: "1" },
    { path: "apps", type: "tree", sha: "apps" },
    { path: "vendored", type: "commit", sha: "2" },
  ],
  apps: [
    { path: "cart", type: "tree", sha: "cart" },
    { path: "index.yaml", type: "blob", sha: "3" },
  ],
  cart: [
    { path: "a.yaml", type: "blob", sha: "4" },
    { path: "b.yaml", type: "blob", sha: "5" },
  ],
};
const paths = ["README.md", "apps/cart/a.yaml", "apps/cart/b.yaml", "apps/index.yaml"];

test.each([
  ["one listing", 100],
  ["a listing that GitHub cuts", 5],
  ["listings that GitHub cuts at every folder", 1],
])("all files are found in %s, no folder and no submodule", async (_, most) => {
  const read = { repository: "acme/gitops", tree: "root" };

  const found = await readPaths(treesOf(trees, most), read);

  expect([...found].sort()).toEqual(paths);
});
