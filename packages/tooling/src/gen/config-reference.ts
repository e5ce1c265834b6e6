import { cell } from "./markers.ts";

/** As much of a JSON Schema as the tables show. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/**
 * Every key of the config in tables, one for each map that has keys of its own, under the path of the first
 * place where it may stand.
 */
export function configReference(root: Schema): string {
  return tables("", root, { root, shown: new Set() }).join("\n\n");
}

interface Shown {
  readonly root: Schema;
  /** The maps that have a table. */
  readonly shown: Set<Schema>;
}

function tables(title: string, schema: Schema, { root, shown }: Shown): string[] {
  const map = resolve(schema, root);
  const { properties, required = [] } = map;
  if (properties === undefined || shown.has(map)) return [];
  shown.add(map);
  const rows = Object.entries(properties).map(([key, value]) => {
    const need = required.includes(key) ? ", **required**" : "";
    return `| \`${key}\` | ${cell(kindOf(value, root))}${need} | ${cell(meaningOf(value, root))} |`;
  });
  const table = ["| key | value | meaning |", "| --- | --- | --- |", ...rows].join("\n");
  const heading = title === "" ? [] : [`### \`${title}\``];
  const below = Object.entries(properties).flatMap(([key, value]) =>
    childrenOf(value, root).flatMap(({ suffix, child }) =>
      tables(`${title === "" ? "" : `${title}.`}${key}${suffix}`, child, { root, shown }),
    ),
  );
  return [...heading, table, ...below];
}

/** The maps below a value that have keys of their own. */
function childrenOf(schema: Schema, root: Schema): { suffix: string; child: Schema }[] {
  const { properties, items, additionalProperties, anyOf = [] } = resolve(schema, root);
  if (properties !== undefined) return [{ suffix: "", child: schema }];
  if (items !== undefined) {
    return childrenOf(items, root).map(({ suffix, child }) => ({ suffix: `[]${suffix}`, child }));
  }
  if (typeof additionalProperties === "object") {
    const named = childrenOf(additionalProperties, root);
    return named.map(({ suffix, child }) => ({ suffix: `.<name>${suffix}`, child }));
  }
  // A choice between maps is told in its meaning; a map beside other values has a table.
  const maps = anyOf.filter((one) => resolve(one, root).properties !== undefined);
  return maps.length === 1 ? maps.map((child) => ({ suffix: "", child })) : [];
}

function kindOf(schema: Schema, root: Schema): string {
  const name = schema.$ref?.split("/").at(-1);
  if (name === "duration") return "span";
  if (name === "instant") return "instant";
  const resolved = resolve(schema, root);
  if (resolved.const !== undefined) return `\`${String(resolved.const)}\``;
  if (resolved.enum !== undefined) return resolved.enum.map((one) => `\`${one}\``).join(", ");
  if (resolved.anyOf !== undefined) {
    return [...new Set(resolved.anyOf.map((one) => kindOf(one, root)))].join(" or ");
  }
  if (resolved.items !== undefined) return `list of ${kindOf(resolved.items, root)}s`;
  if (resolved.type !== "object") return NAMES[resolved.type ?? ""] ?? "";
  const keys = Object.keys(resolved.properties ?? {});
  return keys.length === 1 ? `map with \`${keys[0]}\`` : "map";
}

const NAMES: Readonly<Record<string, string>> = {
  string: "text",
  integer: "number",
  boolean: "`true`, `false`",
};

function meaningOf(schema: Schema, root: Schema): string {
  return schema.description ?? resolve(schema, root).description ?? "";
}

function resolve(schema: Schema, root: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  return root.definitions?.[schema.$ref.split("/").at(-1) ?? ""] ?? {};
}
