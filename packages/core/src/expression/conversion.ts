import { Fault } from "./fault.ts";
import { typeName, type Value } from "./value.ts";

/** The value as a bool. */
export function boolOf(value: Value): boolean {
  if (typeof value === "boolean") return value;
  throw conversion(value, "bool");
}

/** The value as a text. */
export function stringOf(value: Value | undefined): string {
  if (typeof value === "string") return value;
  throw conversion(value ?? null, "string");
}

/** What Go says of a value that is not of the type that was taken for certain. */
export function conversion(value: Value, wanted: string): Fault {
  const name = value === null ? "nil" : typeName(value);
  return new Fault(`interface conversion: interface {} is ${name}, not ${wanted}`);
}
