/** The Go kinds that a condition can meet. */
export type Kind =
  | "bool"
  | "int"
  | "int64"
  | "uint8"
  | "float64"
  | "string"
  | "slice"
  | "array"
  | "map"
  | "func"
  | "struct"
  | "ptr"
  | "interface";

/** A Go type. Types are compared by identity: each is made once, below. */
export interface GoType {
  /** As Go prints it, `[]float64` or `map[string]interface {}`: part of the error texts. */
  readonly name: string;
  readonly kind: Kind;
  readonly element?: GoType;
  readonly key?: GoType;
  readonly parameters?: readonly GoType[];
  readonly result?: GoType;
  /** Has a name of its own (`time.Month`), so it neither counts as a number nor compares with one. */
  readonly named?: true;
}

function basic(kind: Kind): GoType {
  return { name: kind, kind };
}

function named(name: string, kind: Kind): GoType {
  return { name, kind, named: true };
}

function sliceOf(element: GoType): GoType {
  return { name: `[]${element.name}`, kind: "slice", element };
}

function mapOf(key: GoType, element: GoType): GoType {
  return { name: `map[${key.name}]${element.name}`, kind: "map", key, element };
}

/** The type of a function, named as Go prints it. */
export function funcOf(parameters: readonly GoType[], result: GoType): GoType {
  const names = parameters.map((parameter) => parameter.name).join(", ");
  return { name: `func(${names}) ${result.name}`, kind: "func", parameters, result };
}

/** `any`: a value whose type shows only when it is there. */
export const ANY: GoType = { name: "interface {}", kind: "interface" };
export const BOOL: GoType = basic("bool");
export const INT: GoType = basic("int");
export const INT64: GoType = basic("int64");
export const UINT8: GoType = basic("uint8");
export const FLOAT: GoType = basic("float64");
export const STRING: GoType = basic("string");

export const ANYS: GoType = sliceOf(ANY);
export const INTS: GoType = sliceOf(INT);
export const FLOATS: GoType = sliceOf(FLOAT);
export const STRINGS: GoType = sliceOf(STRING);
/** One pair that `toPairs` yields. */
export const PAIR: GoType = { name: "[2]interface {}", kind: "array", element: ANY };
export const PAIRS: GoType = sliceOf(PAIR);

/** What a JSON object becomes. */
export const OBJECT: GoType = mapOf(STRING, ANY);
/** What `fromPairs` makes. */
export const ANY_MAP: GoType = mapOf(ANY, ANY);
/** What `groupBy` makes. */
export const GROUPS: GoType = mapOf(ANY, ANYS);

const NOTHING: GoType = { name: "struct {}", kind: "struct" };
/** The constant lists right of `in` become sets of their element's type. */
export const INT_SET: GoType = mapOf(INT, NOTHING);
export const STRING_SET: GoType = mapOf(STRING, NOTHING);

export const TIME: GoType = named("time.Time", "struct");
export const DURATION: GoType = named("time.Duration", "int64");
export const MONTH: GoType = named("time.Month", "int");
export const WEEKDAY: GoType = named("time.Weekday", "int");
export const LOCATION: GoType = { name: "*time.Location", kind: "ptr" };

/** Whether a value of the one type can stand where the other is wanted. */
export function isAssignable(type: GoType, wanted: GoType): boolean {
  return type === wanted || wanted === ANY;
}

/** Whether the type is one of Go's own integers. */
export function isIntegerType(type: GoType | undefined): boolean {
  return type === INT || type === INT64 || type === UINT8;
}
