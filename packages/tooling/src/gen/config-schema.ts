import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { compile } from "json-schema-to-typescript";
import type { Generated } from "../gen.ts";
import { root } from "../project.ts";

const folder = join(root, "packages/core/src/config");

/** The types of `.gitops/promotion.yaml` and its validator, both made from the one published schema. */
export async function generateConfigSchema(): Promise<Generated[]> {
  const schema = JSON.parse(readFileSync(join(folder, "promotion.schema.json"), "utf8"));
  const types = await compile(
    { ...schema, title: "PromotionFile", $id: undefined },
    "PromotionFile",
    {
      bannerComment: "// Generated from promotion.schema.json by `npm run gen`. Do not edit.",
      additionalProperties: false,
      format: false,
    },
  );
  return [
    { path: join(folder, "promotion-file.gen.ts"), text: types },
    { path: join(folder, "validate.gen.ts"), text: validatorSource(schema) },
  ];
}

/** Compiled ahead, so that no action carries a schema compiler; `unicode: false` keeps ajv's runtime out too. */
function validatorSource(schema: object): string {
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
  return `// Generated from promotion.schema.json by \`npm run gen\`. Do not edit.
// @ts-nocheck

/** One fault, in ajv's form. */
export interface ValidationError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
  readonly parentSchema?: { readonly description?: string; readonly properties?: object };
}

type Validate = ((value: unknown) => boolean) & { readonly errors?: readonly ValidationError[] | null };

${code}
`;
}
