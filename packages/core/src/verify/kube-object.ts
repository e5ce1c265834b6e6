/** An object as the Kubernetes API gives it. */
export type KubeObject = Readonly<Record<string, unknown>>;

/** A condition of an object's status; a part that is not there is undefined. */
export interface Condition {
  readonly type: string | undefined;
  readonly status: string | undefined;
  readonly reason: string | undefined;
  readonly message: string | undefined;
  readonly observedGeneration: number | undefined;
}

/** Group, version and kind; the group is empty for the core kinds. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** The group, version and kind of an object. */
export function kindOf(object: KubeObject): GroupVersionKind {
  const [first = "", second] = (textAt(object, "apiVersion") ?? "").split("/");
  const kind = textAt(object, "kind") ?? "";
  return second === undefined
    ? { group: "", version: first, kind }
    : { group: first, version: second, kind };
}

/** What stands at the path; undefined when it, or something on the way, is not there. */
export function fieldAt(object: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    object,
  );
}

/** The text at the path; undefined when there is none, or something else. */
export function textAt(object: unknown, ...path: readonly string[]): string | undefined {
  const value = fieldAt(object, ...path);
  return typeof value === "string" ? value : undefined;
}

/** The number at the path; undefined when there is none, or something else. */
export function numberAt(object: unknown, ...path: readonly string[]): number | undefined {
  const value = fieldAt(object, ...path);
  return typeof value === "number" ? value : undefined;
}

/** The list at the path; empty when there is none, or something else. */
export function listAt(object: unknown, ...path: readonly string[]): readonly unknown[] {
  const value = fieldAt(object, ...path);
  return Array.isArray(value) ? value : [];
}

/** The conditions of the object's status, in their order. */
export function conditionsOf(object: unknown): readonly Condition[] {
  return conditionsIn(listAt(object, "status", "conditions"));
}

/** The conditions in a list of them. */
export function conditionsIn(list: readonly unknown[]): readonly Condition[] {
  return list.map((condition) => ({
    type: textAt(condition, "type"),
    status: textAt(condition, "status"),
    reason: textAt(condition, "reason"),
    message: textAt(condition, "message"),
    observedGeneration: numberAt(condition, "observedGeneration"),
  }));
}

/** Whether the value is an object with fields, and no list. */
export function isObject(value: unknown): value is KubeObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
