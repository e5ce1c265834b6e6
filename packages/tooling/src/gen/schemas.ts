import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { compile } from "json-schema-to-typescript";
import type { Generated } from "../gen.ts";
import { root } from "../project.ts";
import { configReference } from "./config-reference.ts";
import { filled } from "./markers.ts";

/** A schema, published at the root, where its `$id` and the editors' header point; and what is made of it. */
const schemas = [
  {
    folder: "packages/core/src/config",
    schema: "promotion.schema.json",
    type: "PromotionFile",
    types: "promotion-file.gen.ts",
    /** Where the validator finds the type of its faults. */
    faults: "./yaml-file.ts",
    page: "docs/promotion-yaml.md",
  },
  {
    folder: "packages/core/src/scan",
    schema: "allow-list.schema.json",
    type: "AllowListFile",
    types: "allow-list-file.gen.ts",
    faults: "../config/index.ts",
    page: undefined,
  },
];

/** The type, validator and reference of every file that users write, all made from its one published schema. */
export async function generateSchemas(): Promise<Generated[]> {
  const generated = await Promise.all(schemas.map(generateSchema));
  return generated.flat();
}

async function generateSchema(made: (typeof schemas)[number]): Promise<Generated[]> {
  const folder = join(root, made.folder);
  const schema = JSON.parse(readFileSync(join(root, made.schema), "utf8"));
  const types = await compile({ ...schema, title: made.type, $id: undefined }, made.type, {
    bannerComment: `// Generated from ${made.schema} by \`npm run gen\`. Do not edit.`,
    additionalProperties: false,
    format: false,
  });
  return [
    { path: join(folder, made.types), text: types },
    {
      path: join(folder, "validate.gen.ts"),
      text: validatorSource(schema, { name: made.schema, imported: made.faults }),
    },
    ...(made.page === undefined
      ? []
      : filled(join(root, made.page), { reference: configReference(schema) })),
  ];
}

/** Compiled ahead, so that no action carries a schema compiler; `unicode: false` keeps ajv's runtime out too. */
function validatorSource(
  schema: object,
  { name, imported }: { readonly name: string; readonly imported: string },
): string {
  const ajv = new Ajv({
    allErrors: true,
    inlineRefs: false,
    unicode: false,
    logger: false,
    verbose: true,
    messages: false,
    strictTypes: false,
    code: { source: true, esm: true, lines: true },
  });
  const code = standaloneCode
    .default(ajv, ajv.compile(schema))
    .replace(/^export default .*$/m, "")
    .replace("export const validate =", "export const validate: Validate =");
  return `// Generated from ${name} by \`npm run gen\`. Do not edit.
// @ts-nocheck
import type { ValidationError } from "${imported}";

type Validate = ((value: unknown) => boolean) & { readonly errors?: readonly ValidationError[] | null };

${code}
`;
}
