import { goType, printGo } from "./go-print.ts";
import { isObject, type KubeObject } from "./kube-object.ts";

/** A field of the wrong type. kstatus answers with an error then, and no status. */
export class FieldFault extends Error {}

/** The whole number at the path; undefined when it is not there. */
function strictInteger(object: KubeObject, path: readonly string[]): number | undefined {
  return strict(object, path, { type: "int64", is: Number.isInteger }) as number | undefined;
}

/** The text at the path; undefined when it is not there. */
export function strictText(object: KubeObject, path: readonly string[]): string | undefined {
  const isText = (value: unknown) => typeof value === "string";
  return strict(object, path, { type: "string", is: isText }) as string | undefined;
}

/** The list at the path; undefined when it is not there. */
export function strictList(
  object: KubeObject,
  path: readonly string[],
): readonly unknown[] | undefined {
  return strict(object, path, { type: "[]interface{}", is: Array.isArray }) as
    | readonly unknown[]
    | undefined;
}

function strict(
  object: KubeObject,
  path: readonly string[],
  { type, is }: { type: string; is: (value: unknown) => boolean },
): unknown {
  const where = `.${path.join(".")}`;
  let value: unknown = object;
  for (const name of path) {
    if (value === null) return undefined;
    if (!isObject(value)) throw accessFault(where, { value, wanted: "map[string]interface{}" });
    if (!Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  if (is(value)) return value;
  throw accessFault(where, { value, wanted: type });
}

function accessFault(
  where: string,
  { value, wanted }: { value: unknown; wanted: string },
): FieldFault {
  return new FieldFault(
    `${where} accessor error: ${printGo(value)} is of the type ${goType(value)}, expected ${wanted}`,
  );
}

/** The generation of the object's spec. */
export function generationOf(object: KubeObject): number | undefined {
  return looking("metadata.generation", () => strictInteger(object, ["metadata", "generation"]));
}

/** The generation that the controller has last seen. */
export function observedGenerationOf(object: KubeObject): number | undefined {
  return looking("status.observedGeneration", () =>
    strictInteger(object, ["status", "observedGeneration"]),
  );
}

/** What is read, or a fault that says which field was looked up. */
export function looking<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (fault) {
    if (!(fault instanceof FieldFault)) throw fault;
    throw new FieldFault(`looking up ${field} from resource: ${fault.message}`);
  }
}

/** A condition as kstatus reads it: every part is a text, empty when it is not there. */
export interface BasicCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** The conditions of the status. Anything of another type than it should be is a fault. */
export function strictConditions(object: KubeObject): readonly BasicCondition[] {
  const conditions = structOf(object["status"])["conditions"] ?? [];
  if (!Array.isArray(conditions)) {
    throw new FieldFault(`cannot restore slice from ${goKind(conditions)}`);
  }
  return conditions.map((condition) => {
    const fields = structOf(condition);
    return {
      type: partOf(fields, "type"),
      status: partOf(fields, "status"),
      reason: partOf(fields, "reason"),
      message: partOf(fields, "message"),
    };
  });
}

function structOf(value: unknown): KubeObject {
  const fields = value ?? {};
  if (isObject(fields)) return fields;
  throw new FieldFault(`cannot restore struct from: ${goKind(fields)}`);
}

function partOf(condition: KubeObject, name: keyof BasicCondition): string {
  const value = condition[name] ?? "";
  if (typeof value === "string") return value;
  if (!Number.isInteger(value)) throw new FieldFault("unrecognized type: string");
  const wanted = name === "status" ? "v1.ConditionStatus" : "string";
  throw new FieldFault(`cannot convert int64 to ${wanted}`);
}

/** What Go calls a type of that kind, without its elements. */
function goKind(value: unknown): string {
  return goType(value)
    .replace(/^\[\].*/, "slice")
    .replace(/^map\[.*/, "map");
}
