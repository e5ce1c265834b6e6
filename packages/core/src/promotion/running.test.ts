import { describe, expect, test } from "vitest";
import type { ImageUse } from "../manifest/index.ts";
import { pairImages } from "./running.ts";

function use(name: string, entry?: string): ImageUse {
  return {
    file: "f",
    line: 1,
    path: "images",
    format: "kustomize",
    name,
    entry,
    tag: "v1",
    digest: undefined,
    container: undefined,
  };
}

describe("pairImages", () => {
  test.each<[string, ImageUse[], ImageUse[], string[], string[]]>([
    [
      "by what the files call them",
      [use("r/cart", "cart")],
      [use("mirror/x", "cart")],
      ["r/cart -> mirror/x"],
      [],
    ],
    [
      "by the last part of the repository",
      [use("r.eu/acme/cart")],
      [use("r.us/prod/cart")],
      ["r.eu/acme/cart -> r.us/prod/cart"],
      [],
    ],
    [
      "the name before the last part",
      [use("a/web"), use("b/web", "b/web")],
      [use("b/web", "b/web")],
      ["b/web -> b/web"],
      [],
    ],
    [
      "every place of an image",
      [use("r/cart")],
      [use("r/cart"), use("r/cart")],
      ["r/cart -> r/cart", "r/cart -> r/cart"],
      [],
    ],
    [
      "nothing that upstream does not have",
      [use("r/cart")],
      [use("r/cart"), use("r/proxy")],
      ["r/cart -> r/cart"],
      ["r/proxy"],
    ],
    ["nothing that only begins alike", [use("r/cart2")], [use("r/cart")], [], ["r/cart"]],
    ["nothing into a target without images", [use("r/cart")], [], [], []],
  ])("pairs %s", (_, from, to, pairs, left) => {
    const paired = pairImages(from, to);

    expect(paired.pairs.map((pair) => `${pair.from.name} -> ${pair.to.name}`)).toEqual(pairs);
    expect(paired.left.map(({ name }) => name)).toEqual(left);
  });
});
