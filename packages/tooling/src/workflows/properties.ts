import type { Fault } from "./rules.ts";

/**
 * What is wrong with the properties beside a starter; GitHub silently leaves out a starter whose properties
 * it cannot read.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/reusing-workflow-configurations
 */
export function propertyFaults(template: string, text: string | undefined): Fault[] {
  const file = template.replace(/\.yml$/, ".properties.json");
  const fault = (place: string, message: string): Fault => ({ file, place, message });
  if (text === undefined) return [fault("file", "is missing")];
  const properties: Readonly<Record<string, unknown>> = JSON.parse(text);
  const words = ["name", "description", "iconName"]
    .filter((key) => typeof properties[key] !== "string" || properties[key] === "")
    .map((key) => fault(key, "expected a text"));
  const lists = ["categories", "filePatterns"]
    .filter((key) => !isListOfWords(properties[key]))
    .map((key) => fault(key, "expected a list of texts"));
  const unknown = Object.keys(properties)
    .filter((key) => !KEYS.includes(key))
    .map((key) => fault(key, `is not known; expected ${KEYS.join(", ")}`));
  return [...words, ...lists, ...unknown];
}

const KEYS = ["name", "description", "iconName", "categories", "filePatterns"];

function isListOfWords(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string");
}
