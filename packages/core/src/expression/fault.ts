import { UserError } from "../errors.ts";

/**
 * A condition that cannot be compiled or evaluated, thrown only inside this folder: `message` is
 * what the expression language of the controller says, `at` the offset in the source (UTF-16 units).
 * It leaves the folder as a `UserError` made by {@link faultAt}.
 */
export class Fault extends Error {
  readonly at: number | undefined;

  constructor(message: string, at?: number) {
    super(message);
    this.at = at;
  }
}

/** The line and column of an offset, both from 1, and the source line it is on. */
function placeOf(source: string, at: number): { line: number; column: number; text: string } {
  const before = source.slice(0, at);
  const start = before.lastIndexOf("\n") + 1;
  const end = source.indexOf("\n", start);
  return {
    line: before.split("\n").length,
    column: at - start + 1,
    text: source.slice(start, end < 0 ? undefined : end),
  };
}

/**
 * The fault as an error for the reader: the message is the controller's own, word for word; the hint
 * shows the line with a caret under the place.
 */
export function faultAt(
  code: "condition-invalid" | "condition-failed",
  fault: Fault,
  { source, at }: { source: string; at: number },
): UserError {
  const place = placeOf(source, fault.at ?? at);
  const pointer = `${".".repeat(place.column - 1)}^`;
  const hint = `Correct the condition where the caret points:\n | ${place.text.replaceAll("\t", " ")}\n | ${pointer}`;
  return new UserError(code, fault.message, {
    hint,
    line: place.line,
    column: place.column,
    cause: fault,
  });
}
