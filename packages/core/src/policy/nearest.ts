/**
 * The candidate that a misspelt word most likely means: the one with the fewest letters to change, at most
 * a third of them; without such a one `undefined`. Case does not count.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const scored = candidates.map((candidate) => ({
    candidate,
    distance: editDistance(word.toLowerCase(), candidate.toLowerCase()),
  }));
  const [best] = scored.sort((left, right) => left.distance - right.distance);
  if (best === undefined) return undefined;
  return best.distance <= Math.max(1, best.candidate.length / 3) ? best.candidate : undefined;
}

/** How many letters must be put in, left out or replaced to turn one word into the other. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...left].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...right].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
