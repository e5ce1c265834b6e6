import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { type ImageUse, printImage } from "./image-place.ts";
import { readImages } from "./images.ts";

type Values = { [key: string]: unknown };

/** One image as values name it: a map, a text, or taken away. */
const image = fc.oneof(
  { weight: 6, arbitrary: imageMap() },
  fc.constantFrom("r/text:v1", "r/text:v2", null),
  fc.constantFrom(
    [],
    [{ image: "r/listed:v1" }],
    [{ image: { repository: "r/listed", tag: "v2" } }],
  ),
);

/** Values with images at a few places, so that two of them often speak of the same. */
const values: fc.Arbitrary<Values> = fc.dictionary(
  fc.constantFrom("image", "sidecarImage", "web", "jobs", "global"),
  fc.oneof(
    image,
    fc.dictionary(fc.constantFrom("image", "cache"), image),
    fc.constantFrom({}, { imageRegistry: "m.test" }, { imageRegistry: "" }),
  ),
);

function imageMap(): fc.Arbitrary<Values> {
  const optional = (...texts: (string | null)[]) => fc.constantFrom(...texts);
  return fc.record(
    {
      registry: optional("r.test", "s.test", "", null),
      repository: optional("a", "b/c", null),
      tag: optional("v1", "v2", "", null),
      digest: optional(`sha256:${"1a".repeat(32)}`, "", null),
    },
    { requiredKeys: [] },
  );
}

/** What Helm makes of values above others: maps are merged, `null` removes, all else replaces. */
function merged(below: Values, above: Values): Values {
  const result = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const [a, b] = [below[key], value];
    if (b === null) delete result[key];
    else result[key] = isMap(a) && isMap(b) ? merged(a, b) : isMap(b) ? merged({}, b) : b;
  }
  return result;
}

function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function file(path: string, content: Values): { path: string; text: string } {
  return { path, text: stringify(content, { aliasDuplicateObjects: false }) };
}

/** What has a version: a key with nothing behind it is a place as well, and gone in what Helm merges. */
function said(uses: readonly ImageUse[]): string[] {
  return uses
    .filter(({ tag, digest }) => tag !== undefined || digest !== undefined)
    .map((use) => `${use.path} ${printImage(use)}`)
    .sort();
}

test("values in layers are read as Helm merges them", () => {
  fc.assert(
    fc.property(values, values, (below, above) => {
      const whole = said(readImages([file("merged.yaml", merged(below, above))]));

      expect(
        said(readImages([file("values.yaml", below), file("values-prod.yaml", above)])),
      ).toEqual(whole);
      const own = readImages([file("values-prod.yaml", above)], {
        context: [file("values.yaml", below)],
      });
      expect(whole).toEqual(expect.arrayContaining(said(own)));
      expect(own.every((use) => use.file === "values-prod.yaml")).toBe(true);
    }),
    { numRuns: 200 },
  );
});
