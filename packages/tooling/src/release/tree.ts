import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { actionNames, root } from "../project.ts";
import { LOCK, lockOf } from "../workflows/lock.ts";
import {
  readWorkflows,
  SUITE,
  TEMPLATES,
  WORKFLOWS,
  type Workflow,
} from "../workflows/workflow.ts";
import {
  type BundledPackage,
  billOfMaterials,
  bundledPackages,
  licenceNotices,
} from "./bundled.ts";

/** Files by path, relative to the root of the tag. */
export type Tree = ReadonlyMap<string, Buffer>;

export interface TreeOptions {
  /** `1.2.3`. */
  readonly version: string;
  /** What the suite is called where it is published; `org/gitops-actions` in the sources is replaced by it. */
  readonly repository: string;
}

/** Files of the root that a tag has, too. */
const ALONGSIDE = [
  "LICENSE",
  "README.md",
  "SECURITY.md",
  "CHANGELOG.md",
  "promotion.schema.json",
  "allow-list.schema.json",
];

/**
 * The tree of a release: each action at the root with its action.yml, bundles, README and licence notices, the
 * callable workflows with their lock, the starters, and beside them what is in it: sbom.cdx.json and SHA256SUMS.
 * The workflows are as in the sources: they are pinned by {@link pinWorkflows} once there is a commit to pin to.
 */
export function releaseTree({ version, repository }: TreeOptions): Tree {
  const tree = new Map<string, Buffer>();
  const bundled = new Map<string, readonly BundledPackage[]>();
  for (const name of actionNames()) {
    const packages = bundledPackages(name);
    bundled.set(name, packages);
    for (const [path, content] of actionFiles(name)) tree.set(`${name}/${path}`, content);
    tree.set(`${name}/licenses.txt`, Buffer.from(licenceNotices(packages)));
  }
  for (const path of textFiles()) tree.set(path, readFileSync(join(root, path)));
  tree.set(LOCK, Buffer.from(lockOf(callableWorkflows())));
  tree.set("sbom.cdx.json", Buffer.from(billOfMaterials(bundled, version)));
  return new Map([...tree].map(([path, content]) => [path, published(path, content, repository)]));
}

function actionFiles(name: string): [path: string, content: Buffer][] {
  const folder = join(root, "actions", name);
  const dist = readdirSync(join(folder, "dist")).filter((file) => !file.endsWith(".inputs.json"));
  return ["action.yml", "README.md", ...dist.map((file) => `dist/${file}`)].map((path) => [
    path,
    readFileSync(join(folder, path)),
  ]);
}

function textFiles(): string[] {
  const docs = readdirSync(join(root, "docs"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)));
  const starters = readdirSync(join(root, TEMPLATES)).map((file) => `${TEMPLATES}/${file}`);
  return [
    ...ALONGSIDE.filter((file) => existsSync(join(root, file))),
    ...docs,
    ...starters,
    ...callableWorkflows().map(({ file }) => file),
  ];
}

function callableWorkflows(): Workflow[] {
  return readWorkflows(WORKFLOWS).filter(({ call }) => call !== undefined);
}

/** The file as it is published: under the suite's own name, and with links that hold at the root of a tag. */
function published(path: string, content: Buffer, repository: string): Buffer {
  if (/\/dist\//.test(path)) return content;
  const text = content.toString("utf8").replaceAll(SUITE, repository);
  const sources = `](https://github.com/${repository}/blob/main/`;
  if (!path.endsWith(".md")) return Buffer.from(text);
  // An action stands one folder higher in a tag than here.
  const raised = path.startsWith("docs/") ? text : text.replaceAll("](../../", "](../");
  return Buffer.from(
    raised
      .replaceAll(/\]\(((?:\.\.\/)*)actions\//g, "]($1")
      .replaceAll(/\]\((?:\.\.\/)*(?=(?:packages|test|\.ci|\.github\/(?!workflows))\b)/g, sources),
  );
}

/**
 * The tree with every action that a callable workflow uses pinned to a commit that holds them, and the sums of
 * all files. Workflows that call workflows keep the tag: a policy names the signer by it.
 */
export function pinWorkflows(
  tree: Tree,
  { commit, version, repository }: TreeOptions & { readonly commit: string },
): Tree {
  const uses = new RegExp(`(uses: ${repository}/[\\w-]+)@v1\\b`, "g");
  const pinned = new Map(
    [...tree].map(([path, content]) => [
      path,
      path.startsWith(`${WORKFLOWS}/`)
        ? Buffer.from(content.toString("utf8").replaceAll(uses, `$1@${commit} # v${version}`))
        : content,
    ]),
  );
  return pinned.set("SHA256SUMS", Buffer.from(sums(pinned)));
}

function sums(tree: Tree): string {
  const lines = [...tree]
    .map(([path, content]) => [path, createHash("sha256").update(content).digest("hex")] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return lines.map(([path, sum]) => `${sum}  ${path}\n`).join("");
}

/** About what a runner downloads: the files of a tree or of one of its folders, compressed, bytes. */
export function compressedBytes(tree: Tree, folder = ""): number {
  const files = [...tree].filter(([path]) => path.startsWith(folder)).sort();
  return gzipSync(Buffer.concat(files.map(([, content]) => content))).length;
}
