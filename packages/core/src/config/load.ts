import type { UserError } from "../errors.ts";
import type { PromotionFile } from "./promotion-file.gen.ts";
import { validate } from "./validate.gen.ts";
import { type FileFault, fileError, readYamlFile, type YamlFile } from "./yaml-file.ts";

export type ConfigFault = FileFault;

/** A config whose form is right, with a way back from its values to their lines. */
export type ConfigDocument = YamlFile<PromotionFile>;

const PROMOTION = { validate, code: "config-invalid", name: "promotion.schema.json" } as const;

/**
 * The config in `text`, its form checked against the published schema: types, known keys, allowed words.
 * @throws `UserError` `config-invalid` that lists every fault with its line
 */
export function parseConfig(text: string, file: string): ConfigDocument {
  return readYamlFile<PromotionFile>(text, file, PROMOTION);
}

/** The faults as one error: the first at its place, the others listed below it. */
export function configError(file: string, faults: readonly ConfigFault[]): UserError {
  return fileError(file, faults, PROMOTION);
}
