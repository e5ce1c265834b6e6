import { lineStart } from "./lines.ts";
import type { Splice } from "./operation.ts";
import type { Source } from "./source.ts";

const CONTEXT = 3;

/** Lines `start` to `end` (from 0, end excluded) of the old text, and what takes their place. */
interface Block {
  readonly start: number;
  readonly end: number;
  readonly added: readonly string[];
}

/**
 * The unified diff of a file and the ascending, separate splices made in it, three lines of context, as
 * `git diff` prints it behind its `index` line. It comes from the splices themselves: nothing has to be
 * compared, and no line is shown that was not touched.
 * @see https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
 */
export function unifiedDiff(source: Source, splices: readonly Splice[]): string {
  const lines = linesOf(source.text);
  const hunks = groupBlocks(blocksOf(source, splices));
  if (hunks.length === 0) return "";
  const printed: string[] = [`--- a/${source.path}`, `+++ b/${source.path}`];
  let grown = 0;
  for (const hunk of hunks) {
    printed.push(printHunk(lines, hunk, grown).join("\n"));
    grown += hunk.reduce((sum, { start, end, added }) => sum + added.length - (end - start), 0);
  }
  return `${printed.join("\n")}\n`;
}

function blocksOf(source: Source, splices: readonly Splice[]): Block[] {
  const blocks: Block[] = [];
  let pending: Splice[] = [];
  for (const [index, splice] of splices.entries()) {
    pending.push(splice);
    const next = splices[index + 1];
    if (next !== undefined && source.line(next.start) <= source.line(splice.end) + 1) continue;
    blocks.push(...trimmed(source, pending));
    pending = [];
  }
  return blocks;
}

/** The block of whole lines that splices of neighbouring lines change; none when they change nothing. */
function trimmed(source: Source, splices: readonly Splice[]): Block[] {
  const { text } = source;
  const start = lineStart(source, splices[0]?.start ?? 0);
  const lineEnd = text.indexOf("\n", splices.at(-1)?.end);
  const end = lineEnd < 0 ? text.length : lineEnd + 1;
  let after = "";
  let copied = start;
  for (const splice of splices) {
    after += text.slice(copied, splice.start) + splice.text;
    copied = splice.end;
  }
  const old = linesOf(text.slice(start, end));
  const added = linesOf(after + text.slice(copied, end));
  let head = 0;
  while (head < old.length && head < added.length && old[head] === added[head]) head += 1;
  let tail = 0;
  while (
    tail < Math.min(old.length, added.length) - head &&
    old.at(-1 - tail) === added.at(-1 - tail)
  ) {
    tail += 1;
  }
  const first = source.line(start) - 1;
  const block = {
    start: first + head,
    end: first + old.length - tail,
    added: added.slice(head, added.length - tail),
  };
  return block.end > block.start || block.added.length > 0 ? [block] : [];
}

/** The lines of a text with their ends, so that a missing last one is seen. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function groupBlocks(blocks: readonly Block[]): Block[][] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const group = groups.at(-1);
    const previous = group?.at(-1);
    if (group === undefined || previous === undefined || block.start - previous.end > 2 * CONTEXT) {
      groups.push([block]);
    } else {
      group.push(block);
    }
  }
  return groups;
}

function printHunk(lines: readonly string[], blocks: readonly Block[], grown: number): string[] {
  const start = Math.max((blocks[0]?.start ?? 0) - CONTEXT, 0);
  const end = Math.min((blocks.at(-1)?.end ?? 0) + CONTEXT, lines.length);
  const body = blocks.flatMap((block, index) => [
    ...marked(" ", lines.slice(blocks[index - 1]?.end ?? start, block.start)),
    ...marked("-", lines.slice(block.start, block.end)),
    ...marked("+", block.added),
  ]);
  const tail = marked(" ", lines.slice(blocks.at(-1)?.end, end));
  const growth = blocks.reduce(
    (sum, block) => sum + block.added.length - (block.end - block.start),
    0,
  );
  const from = range(start, end - start);
  const to = range(start + grown, end - start + growth);
  return [`@@ -${from} +${to} @@`, ...body, ...tail];
}

/** `line,count` from 1; the line before for no lines, and no count for one, as diff prints it. */
function range(start: number, count: number): string {
  if (count === 0) return `${start},0`;
  return count === 1 ? `${start + 1}` : `${start + 1},${count}`;
}

function marked(sign: string, lines: readonly string[]): string[] {
  return lines.map((line) =>
    line.endsWith("\n") ? sign + line.slice(0, -1) : `${sign}${line}\n\\ No newline at end of file`,
  );
}
