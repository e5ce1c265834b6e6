import { type DocumentSelector, selectRoots } from "./yaml/document-selector.ts";
import { descend, type Found, itemsOf, locate, offsetOf, textAt } from "./yaml/locate.ts";
import type { Operation } from "./yaml/operation.ts";
import { printPath, type Selector } from "./yaml/path.ts";
import type { ScalarValue } from "./yaml/scalar-text.ts";
import { setValue } from "./yaml/set-value.ts";
import type { Source } from "./yaml/source.ts";

export interface ElementTarget {
  /** The element, by one of its values: `{key: "env", value: "dev"}`. */
  readonly element: Selector;
  /** The key to set in it. */
  readonly key: string;
  readonly value: ScalarValue;
}

/**
 * The operation that sets a key in an element of an ApplicationSet's list generators, those inside
 * matrix and merge generators too; `undefined` when it is set.
 * @throws `path-not-found`, `path-ambiguous` when several elements fit, `anchor-shared`, `value-not-scalar`
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-List/
 */
export function setGeneratorElement(
  source: Source,
  { element, key, value }: ElementTarget,
  {
    document,
    shared,
  }: {
    readonly document?: DocumentSelector | undefined;
    readonly shared?: boolean | undefined;
  } = {},
): Operation | undefined {
  const elements = selectRoots(source, document)
    .flatMap((root) => generatorsBelow(root, ["spec", "generators"]))
    .flatMap((generator) => listAt(generator, ["list", "elements"]))
    .filter((candidate) => textAt(candidate, [element.key]) === element.value);
  const [first, second] = elements;
  const wanted = printPath(["elements", element, key]);
  if (first !== undefined && second !== undefined) {
    throw source.refusal(
      "path-ambiguous",
      `${wanted} fits here and in line ${source.line(offsetOf(first))}`,
      { offset: offsetOf(second), hint: "Choose the element by a value that only it has." },
    );
  }
  const at = first && descend(first, key);
  if (at !== undefined) return setValue(at, value, { shared });
  throw source.refusal("path-not-found", `no list generator has ${wanted}`, {
    offset: first === undefined ? 0 : offsetOf(first),
    hint: "Correct the element's value or the key.",
  });
}

function generatorsBelow(owner: Found, path: readonly string[]): Found[] {
  return listAt(owner, path).flatMap((generator) => [
    generator,
    ...generatorsBelow(generator, ["matrix", "generators"]),
    ...generatorsBelow(generator, ["merge", "generators"]),
  ]);
}

function listAt(owner: Found, path: readonly string[]): Found[] {
  const list = locate(owner, path);
  return list.found ? itemsOf(list) : [];
}
