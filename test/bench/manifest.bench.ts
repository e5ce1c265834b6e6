/**
 * What an edit of a manifest costs in a running action: files as people write them, a bundle of 3 MB, a
 * thousand files; beside the tools that other pipelines start for it.
 */
import { execFileSync } from "node:child_process";
import { mkdtempDisposableSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseTag } from "@gitops-actions/core/image";
import { type ImageRequest, type SourceFile, setImages } from "@gitops-actions/core/manifest";
import { root } from "@gitops-actions/tooling/project";
import { realPart } from "../support/real-parts.ts";
import { type Figure, median, printFigures } from "./support/figures.ts";

const testdata = join(root, "packages/core/src/manifest/testdata");
const tag = parseTag("v2");

const ordinary = readdirSync(testdata).map((name) => {
  const { images, context = [] } = JSON.parse(
    readFileSync(join(testdata, name, "request.json"), "utf8"),
  );
  const before = join(testdata, name, "before");
  const files = readdirSync(before, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: path.slice(before.length + 1), text: readFileSync(path, "utf8") }));
  const own = files.filter(({ path }) => !context.includes(path));
  const shared = files.filter(({ path }) => context.includes(path));
  return { name, files: own, context: shared, images: images as ImageRequest[] };
});

const edits = ordinary.map(({ name, files, context, images }) => {
  const bytes = files.reduce((sum, { text }) => sum + text.length, 0);
  const ms = medianTime(1000, () => setImages(files, images, { context }));
  return { what: `${name}, ${bytes} bytes`, value: ms, unit: "ms" };
});
const [overlay] = ordinary.filter(({ name }) => name === "kustomize-overlay");
const [kustomization] = overlay?.files ?? [];
const alone = bundle(0);
const large = bundle(3_000_000);

printFigures("Edits in process (medians)", [
  ...edits,
  {
    what: "median of these",
    value: median(edits.map(({ value }) => value)),
    unit: "ms",
    atMost: 0.5,
  },
  {
    what: "a Deployment alone",
    value: medianTime(1000, () => setImages([alone], [{ image: "r.test/app", tag }])),
    unit: "ms",
  },
  {
    what: "a bundle of 3 MB",
    value: medianTime(20, () => setImages([large], [{ image: "r.test/app", tag }])),
    unit: "ms",
    atMost: 100,
  },
]);

const batch = new URL("support/manifest-batch.ts", import.meta.url).pathname;
const { ms, rssMiB } = JSON.parse(
  execFileSync(process.execPath, [...process.execArgv, batch], { encoding: "utf8" }),
);
printFigures("1,000 kustomizations, one after the other in a new process", [
  { what: "time", value: ms, unit: "ms", atMost: 1000 },
  { what: "resident set", value: rssMiB, unit: "MiB", atMost: 200 },
]);

if (kustomization !== undefined) {
  const ours = edits.find(({ what }) => what.startsWith("kustomize-overlay"))?.value ?? Number.NaN;
  printFigures("A process for each edit, as ratio to ours in process", [
    ...beside("kustomize", kustomization, ["edit", "set", "image", "payments=*:v2"], ours),
    ...beside(
      "go-yq",
      kustomization,
      ["-i", '.images[0].newTag = "v2"', "kustomization.yaml"],
      ours,
    ),
  ]);
}

/** One Deployment, behind definitions of resource types that fill a bundle of about that many bytes. */
function bundle(bytes: number): SourceFile {
  const field = (index: number) =>
    `          field${index}:\n            description: The image of part ${index}, and what it is for.\n            type: string\n`;
  const definition = `---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.example.test}\nspec:\n  versions:\n  - schema:\n      openAPIV3Schema:\n        properties:\n${Array.from({ length: 400 }, (_, index) => field(index)).join("")}`;
  const deployment =
    "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec:\n  template:\n    spec:\n      containers:\n      - name: app\n        image: r.test/app:v1 # CI\n";
  return { path: "bundle.yaml", text: definition.repeat(bytes / definition.length) + deployment };
}

function beside(
  tool: "kustomize" | "go-yq",
  { text }: SourceFile,
  args: readonly string[],
  ours: number,
): Figure[] {
  const program = realPart(tool);
  if (program === undefined) return [];
  using folder = mkdtempDisposableSync(join(tmpdir(), "bench-"));
  const ms = medianTime(15, () => {
    writeFileSync(join(folder.path, "kustomization.yaml"), text);
    execFileSync(program, args, { cwd: folder.path });
  });
  return [
    { what: tool, value: ms, unit: "ms" },
    { what: `${tool} to ours`, value: ms / ours, unit: "x" },
  ];
}

/** Milliseconds; the first runs, before the code is compiled, are left out where there are many. */
function medianTime(runs: number, work: () => unknown): number {
  for (let run = 0; run < runs / 4; run += 1) work();
  return median(
    Array.from({ length: runs }, () => {
      const start = performance.now();
      work();
      return performance.now() - start;
    }),
  );
}
