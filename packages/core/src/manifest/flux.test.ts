import { describe, expect, test } from "vitest";
import { parseDigest, parseTag } from "../image/index.ts";
import { readImages, setImages } from "./images.ts";

const A = `sha256:${"1a".repeat(32)}`;
const tag = parseTag("v2");
const digest = parseDigest(`sha256:${"2b".repeat(32)}`);

function flux(text: string, request: object): string {
  const files = [{ path: "flux.yaml", text }];
  return setImages(files, [{ image: "r.test/app", ...request }]).files[0]?.text ?? text;
}

describe("a HelmRelease", () => {
  const head = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  values:\n";

  test("has its image below spec.values", () => {
    const text = `${head}    image:\n      repository: r.test/app\n      tag: v1 # c\n`;

    expect(flux(text, { tag })).toBe(text.replace("v1 #", "v2 #"));
    expect(readImages([{ path: "hr.yaml", text }])).toMatchObject([
      { format: "flux", line: 7, path: "spec.values.image", name: "r.test/app", tag: "v1" },
    ]);
  });
});

describe("a Kustomization of Flux", () => {
  const head =
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  path: ./app\n";

  test("has images as kustomize has", () => {
    const text = `${head}  images:\n  - name: app\n    newName: r.test/app\n    digest: ${A}\n`;

    expect(flux(text, { tag })).toBe(text.replace(`digest: ${A}`, "newTag: v2"));
  });
});

describe("an OCIRepository", () => {
  const text = (ref: string) =>
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nspec:\n  url: oci://r.test/app\n${ref}`;

  test.each([
    ["a tag", { tag }, "  ref:\n    tag: v1 # c\n", "  ref:\n    tag: v2 # c\n"],
    [
      "a digest in place of a tag",
      { digest },
      "  ref:\n    tag: v1\n",
      `  ref:\n    digest: ${digest}\n`,
    ],
    ["a tag in place of a digest", { tag }, `  ref: {digest: "${A}"}\n`, '  ref: {tag: "v2"}\n'],
    [
      "both",
      { tag, digest },
      "  ref:\n    tag: v1\n",
      `  ref:\n    tag: v2\n    digest: ${digest}\n`,
    ],
    [
      "a digest over a range",
      { digest },
      "  ref:\n    semver: 1.x\n",
      `  ref:\n    semver: 1.x\n    digest: ${digest}\n`,
    ],
    ["a first ref", { tag }, "", "  ref:\n    tag: v2\n"],
  ])("gets %s", (_, request, before, after) => {
    expect(flux(text(before), request)).toBe(text(after));
  });

  test("refuses a tag that its range would beat", () => {
    expect(() => flux(text("  ref: {semver: 1.x}\n"), { tag })).toThrow(
      expect.objectContaining({ code: "target-overridden", line: 5 }),
    );
  });
});
