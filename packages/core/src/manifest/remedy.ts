import { isKustomizationPath } from "./kustomization-path.ts";
import type { SourceFile } from "./yaml/source.ts";

/** What to do so that some files of an environment say an image, which they do not. */
export function remedyForNone(files: readonly SourceFile[]): string {
  const kustomization = files.find(({ path }) => isKustomizationPath(path));
  if (kustomization !== undefined) {
    return `List the image under "images" of ${kustomization.path}, by the name that the base calls it: a base is every environment's.`;
  }
  return files.some(({ text }) => isValues(text))
    ? "Write its tag there, and its repository too or into the values.yaml below."
    : 'Name the file that says the image with "layout".';
}

/** Whether a text holds Helm values: every other manifest has a kind. */
export function isValues(text: string): boolean {
  return !/^kind:/m.test(text);
}
