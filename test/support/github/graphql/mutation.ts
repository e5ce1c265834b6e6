import type { Call } from "../call.ts";
import { objectType, type TypeFields } from "./fields.ts";

interface MutationInput {
  readonly clientMutationId?: string | null;
}

/**
 * A mutation with the payload `run` returns; every payload also gives the client's id back. The payload's
 * fields are listed by name in `fields`.
 */
export function mutation<Input extends MutationInput>(
  name: string,
  fields: readonly string[],
  run: (input: Input, call: Call) => unknown,
): TypeFields[] {
  const payload = `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`;
  const answer = async (_: unknown, { input }: { input: Input }, call: Call) => {
    const { clientMutationId = null } = input;
    return { ...((await run(input, call)) as object), clientMutationId };
  };
  const property = (field: string) => (source: Record<string, unknown>) => source[field] ?? null;
  const names = [...fields, "clientMutationId"];
  return [
    objectType("Mutation", { [name]: answer }),
    objectType(payload, Object.fromEntries(names.map((field) => [field, property(field)]))),
  ];
}
