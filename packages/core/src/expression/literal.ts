import { Fault } from "./fault.ts";
import type { FloatNode, IntegerNode } from "./node.ts";
import { type NumberFault, numberFaultText, parseFloat64, parseInteger } from "./number.ts";

/**
 * The node of a number as it is written: `1`, `0x1F`, `1_000`, `0.5`, `1e3`. Where it is none, the
 * fault is at `after`, the place of the token behind it: expr-lang reports it there.
 */
export function numberNode(
  written: string,
  after: number,
): Pick<FloatNode, "kind" | "value"> | Pick<IntegerNode, "kind" | "value"> {
  const text = written.replaceAll("_", "");
  const [, prefix = ""] = /^(0[xbo])/.exec(text.toLowerCase()) ?? [];
  if (prefix !== "0x" && /[.e]/i.test(text)) {
    const value = parseFloat64(text);
    if (typeof value === "number") return { kind: "float", value };
    throw literalFault({ name: "float", text, fault: value, after });
  }
  const value = parseInteger(text, prefix === "" ? 10 : 0);
  if (typeof value === "bigint") return { kind: "integer", value };
  const name = { "0x": "hex", "0b": "binary", "0o": "octal" }[prefix] ?? "integer";
  throw literalFault({ name, text, fault: value, after });
}

function literalFault({
  name,
  text,
  fault,
  after,
}: {
  name: string;
  text: string;
  fault: NumberFault;
  after: number;
}): Fault {
  const parser = name === "float" ? "ParseFloat" : "ParseInt";
  return new Fault(`invalid ${name} literal: ${numberFaultText(parser, text, { fault })}`, after);
}
