/** A check that fails on the object: the text is the one that Argo CD shows. */
export class CheckFault extends Error {}

/** A check that is a script, and fails. */
export class ScriptFault extends CheckFault {
  constructor(line: number, fault: string) {
    super(`<string>:${line}: ${fault}`);
  }
}

/** What a script does that reads a field of something that is not there. */
export function missingTable(line: number, field: string): ScriptFault {
  return new ScriptFault(line, `attempt to index a non-table object(nil) with key '${field}'`);
}

/** What a script does that walks through a list that is not there. */
export function missingList(line: number): ScriptFault {
  return new ScriptFault(line, "bad argument #1 to ipairs (table expected, got nil)");
}

/** The two texts joined, as a script does; it fails when one of them is not there. */
export function joined(
  line: number,
  [left, right]: readonly [string | undefined, string | undefined],
): string {
  if (left !== undefined && right !== undefined) return left + right;
  const [from, to] = [left, right].map((text) => (text === undefined ? "nil" : "string"));
  throw new ScriptFault(line, `cannot perform concat operation between ${from} and ${to}`);
}

/** Whether a script sees something: to it, null is nothing. */
export function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}
