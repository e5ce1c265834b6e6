/**
 * `npm run -s facts -- KIND [FILE]`: answers recorded questions with the product's own functions, one
 * JSON line a row on standard output. FILE is JSON lines with an `id` each; without FILE the recorded
 * facts of that kind.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { kinds } from "./facts/kinds.ts";
import { root } from "./project.ts";

const [kind = "", file] = process.argv.slice(2);
const answer = kinds[kind];
if (answer === undefined) {
  console.error(`facts: unknown kind "${kind}"; expected one of: ${Object.keys(kinds).join(", ")}`);
  process.exit(2);
}

let answered = 0;
let failed = 0;
for (const [index, line] of readRows(file === undefined ? recorded(kind) : resolve(file))) {
  try {
    const row = JSON.parse(line);
    process.stdout.write(`${JSON.stringify({ id: row.id, answer: await answer(row) })}\n`);
    answered += 1;
  } catch (error) {
    failed += 1;
    console.error(`facts: row ${index + 1}: ${error instanceof Error ? error.stack : error}`);
  }
}
console.error(`facts: ${answered} answered, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function recorded(kind: string): string {
  const shared = join(root, "..", "shared", "facts", `${kind}.jsonl`);
  return existsSync(shared) ? shared : join(root, "test", "fixtures", "facts", `${kind}.jsonl`);
}

function* readRows(path: string): Generator<[number, string]> {
  const lines = readFileSync(path, "utf8").split("\n");
  for (const [index, line] of lines.entries()) if (line.trim() !== "") yield [index, line];
}
