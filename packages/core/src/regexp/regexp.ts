import { machineFor, matchesIn } from "./match.ts";
import { parsePattern } from "./parse.ts";
import { PatternFault } from "./syntax.ts";

/** A pattern ready to be used, or why Go refuses it, in its words. */
export type CompiledPattern =
  | { readonly ok: true; readonly isIn: (text: string) => boolean }
  | { readonly ok: false; readonly fault: string };

/**
 * Go's regular expressions (RE2 syntax), for patterns and texts that strangers wrote. They are run by
 * simulation of all ways at once, so no pattern takes more than linear time in the text; JavaScript's
 * own engine goes back and forth, and its syntax differs (`\z`, `(?P<n>`, `[[:alpha:]]`, `(?i)`).
 *
 * `isIn` tells whether the pattern matches somewhere in the text; it is not anchored.
 * @see https://pkg.go.dev/regexp/syntax
 */
export function compilePattern(pattern: string): CompiledPattern {
  try {
    const machine = machineFor(parsePattern(pattern), pattern);
    return { ok: true, isIn: (text) => matchesIn(machine, text) };
  } catch (fault) {
    if (fault instanceof PatternFault) return { ok: false, fault: fault.message };
    throw fault;
  }
}
