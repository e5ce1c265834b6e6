/** The JSON as Go writes it in one line: keys sorted, `<`, `>` and `&` escaped. */
export function compactJson(json: unknown): string {
  return escaped(JSON.stringify(json, sortedKeys) ?? "null");
}

/** JSON with the characters escaped that Go escapes for HTML's sake. */
export function escaped(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
