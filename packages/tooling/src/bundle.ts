/**
 * Makes `actions/<name>/dist` from the compiled JavaScript: one file per entry, minified, CommonJS
 * (Node loads it about 5% of its start-up time faster than an ES module). An entry is bundled again
 * only when one of the files that went into it has changed.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import ncc from "@vercel/ncc";
import { minify } from "terser";
import { parse } from "yaml";
import { root } from "./project.ts";

export interface Bundle {
  /** `actions/update-overlay/dist/index.js`, relative to the root. */
  readonly file: string;
  readonly bytes: number;
  readonly fresh: boolean;
}

/** The bundles of one action, made where they are missing or out of date. */
export async function bundleAction(name: string): Promise<Bundle[]> {
  const folder = join(root, "actions", name);
  const { runs } = parse(readFileSync(join(folder, "action.yml"), "utf8"));
  const entries = [runs.pre, runs.main, runs.post].filter((entry) => typeof entry === "string");
  mkdirSync(join(folder, "dist"), { recursive: true });
  // Node takes the package's "type" for every .js file below it; the bundles are CommonJS.
  writeFileSync(join(folder, "dist", "package.json"), '{ "type": "commonjs" }\n');
  const bundles: Bundle[] = [];
  for (const entry of new Set<string>(entries)) bundles.push(await bundleEntry(folder, entry));
  return bundles;
}

async function bundleEntry(folder: string, entry: string): Promise<Bundle> {
  const output = join(folder, entry);
  const source = join(folder, entry.replace(/^dist\//, "lib/"));
  const manifest = `${output}.inputs.json`;
  const file = relative(root, output);
  if (existsSync(output) && isCurrent(manifest)) {
    return { file, bytes: readFileSync(output).length, fresh: false };
  }

  const { code, assets, stats } = await ncc(source, {
    minify: true,
    esm: false,
    cache: false,
    quiet: true,
    target: "es2024",
  });
  const chunks = Object.entries(assets).filter(([name]) => name !== "package.json");
  const strays = chunks.filter(([name]) => !/^\d+\.index\.js$/.test(name)).map(([name]) => name);
  if (strays.length > 0) throw new Error(`${file} needs files beside it: ${strays.join(", ")}`);
  for (const [name, { source: text }] of chunks) {
    // ncc minifies only the entry; terser is what it does that with.
    const { code: small = "" } = await minify(String(text));
    writeFileSync(join(folder, "dist", name), small);
  }
  writeFileSync(output, code);
  const inputs = [...stats.compilation.fileDependencies].filter((input) =>
    statSync(input, { throwIfNoEntry: false })?.isFile(),
  );
  writeFileSync(manifest, JSON.stringify(hashAll([...inputs, import.meta.filename]), null, 1));
  return { file, bytes: Buffer.byteLength(code), fresh: true };
}

function isCurrent(manifest: string): boolean {
  if (!existsSync(manifest)) return false;
  const recorded: Record<string, string> = JSON.parse(readFileSync(manifest, "utf8"));
  return Object.entries(recorded).every(
    ([file, hash]) => existsSync(join(root, file)) && hashFile(join(root, file)) === hash,
  );
}

function hashAll(files: readonly string[]): Record<string, string> {
  return Object.fromEntries(files.map((file) => [relative(root, file), hashFile(file)]));
}

function hashFile(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
