import { closestMatch } from "leven";

/**
 * The candidate that is most likely meant by `word`, for "did you mean": at most two of its letters or a third of them
 * differ. Undefined when none is that near.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const maxDistance = Math.max(2, Math.floor(word.length / 3));
  return closestMatch(word, [...candidates], { maxDistance });
}

/** Up to `count` candidates, nearest first, for "the nearest are"; all of them when they are few. */
export function nearestFew(word: string, candidates: Iterable<string>, count = 5): string[] {
  const rest = new Set(candidates);
  const found: string[] = [];
  while (found.length < count && rest.size > 0) {
    const next = closestMatch(word, [...rest]);
    if (next === undefined) break;
    found.push(next);
    rest.delete(next);
  }
  return found;
}
