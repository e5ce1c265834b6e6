/**
 * Makes `actions/<name>/dist` from the compiled JavaScript: one file per entry and one per dynamic import,
 * minified, CommonJS (Node loads it about 5% of its start-up time faster than an ES module). An entry is
 * bundled again only when one of the files that went into it has changed.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import ncc from "@vercel/ncc";
import { minify } from "terser";
import { parse } from "yaml";
import { root } from "./project.ts";

export interface Bundle {
  /** `actions/update-overlay/dist/index.js`, relative to the root. */
  readonly file: string;
  /** Of the entry and its chunks together. */
  readonly bytes: number;
  readonly fresh: boolean;
}

/** The bundles of one action, made where they are missing or out of date. */
export async function bundleAction(name: string): Promise<Bundle[]> {
  const folder = join(root, "actions", name);
  const { runs } = parse(readFileSync(join(folder, "action.yml"), "utf8"));
  return bundleFolder(
    folder,
    [runs.pre, runs.main, runs.post].filter((entry) => typeof entry === "string"),
  );
}

/** The bundle of the command line tool, to be run by Node alone. */
export function bundleCli(): Promise<Bundle[]> {
  return bundleFolder(join(root, "packages/cli"), ["dist/bin.js"]);
}

async function bundleFolder(folder: string, entries: readonly string[]): Promise<Bundle[]> {
  mkdirSync(join(folder, "dist"), { recursive: true });
  // Node takes the package's "type" for every .js file below it; the bundles are CommonJS.
  writeFileSync(join(folder, "dist", "package.json"), '{ "type": "commonjs" }\n');
  const bundles: Bundle[] = [];
  for (const entry of new Set(entries)) bundles.push(await bundleEntry(folder, entry));
  return bundles;
}

/** What went into a bundle and what lies beside it, so that the next build can tell. */
interface Manifest {
  /** Hashes by path, relative to the root. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Names of the chunks that the entry loads when it needs them. */
  readonly chunks: readonly string[];
}

async function bundleEntry(folder: string, entry: string): Promise<Bundle> {
  const output = join(folder, entry);
  const record = `${output}.inputs.json`;
  const before: Manifest | undefined = existsSync(record)
    ? JSON.parse(readFileSync(record, "utf8"))
    : undefined;
  if (before !== undefined && isCurrent(before, output))
    return describe(output, before.chunks, false);

  for (const chunk of before?.chunks ?? []) rmSync(join(dirname(output), chunk), { force: true });
  const { code, assets, stats } = await ncc(join(folder, entry.replace(/^dist\//, "lib/")), {
    minify: false,
    esm: false,
    cache: false,
    quiet: true,
    target: "es2024",
  });
  const chunks = Object.keys(assets).filter((name) => name !== "package.json");
  const strays = chunks.filter((name) => !/^\d+\.index\.js$/.test(name));
  if (strays.length > 0) throw new Error(`${entry} needs files beside it: ${strays.join(", ")}`);
  // ncc minifies only the entry, and keeps all names in it; terser is what it does that with.
  for (const [name, source] of [
    [basename(output), code],
    ...chunks.map((chunk) => [chunk, String(assets[chunk]?.source)] as const),
  ] as const) {
    const { code: small = "" } = await minify(source);
    writeFileSync(join(dirname(output), name), small);
  }
  const inputs = [...stats.compilation.fileDependencies, import.meta.filename].filter((input) =>
    statSync(input, { throwIfNoEntry: false })?.isFile(),
  );
  const after: Manifest = { inputs: hashAll(inputs), chunks };
  writeFileSync(record, JSON.stringify(after, null, 1));
  return describe(output, chunks, true);
}

function describe(output: string, chunks: readonly string[], fresh: boolean): Bundle {
  const files = [output, ...chunks.map((chunk) => join(dirname(output), chunk))];
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  return { file: relative(root, output), bytes, fresh };
}

function isCurrent({ inputs, chunks }: Manifest, output: string): boolean {
  const files = [output, ...chunks.map((chunk) => join(dirname(output), chunk))];
  if (!files.every((file) => existsSync(file))) return false;
  return Object.entries(inputs).every(
    ([file, hash]) => existsSync(join(root, file)) && hashFile(join(root, file)) === hash,
  );
}

function hashAll(files: readonly string[]): Record<string, string> {
  return Object.fromEntries(files.map((file) => [relative(root, file), hashFile(file)]));
}

function hashFile(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
