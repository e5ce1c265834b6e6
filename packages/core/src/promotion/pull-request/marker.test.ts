import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isOf, type Marker, printMarker, readMarker } from "./marker.ts";

const text = fc.oneof(
  fc.string(),
  fc.string({
    unit: fc.constantFrom("-", "-->", "<!--", ">", "{", "}", '"', "\\", "\n", "\r", "\u2028"),
  }),
);
const marker: fc.Arbitrary<Marker> = fc.record({
  kind: fc.constantFrom("app", "train"),
  name: text,
  environment: text,
  proposes: text,
});

describe("the marker of a pull request", () => {
  test("survives its body whatever it says", () => {
    fc.assert(
      fc.property(marker, fc.string(), fc.string(), (one, before, after) => {
        fc.pre(!before.includes("gitops-promotion"));

        expect(readMarker(`${before}\n${printMarker(one)}\n${after}`)).toEqual(one);
      }),
    );
  });

  test("never ends its comment from inside, nor the line", () => {
    fc.assert(
      fc.property(marker, (one) => {
        const inside = printMarker(one).slice("<!--".length, -"-->".length);

        expect(inside).not.toMatch(/--|[<>\r\n]/);
      }),
    );
  });

  test.each([
    ["no marker", "just words"],
    ["no JSON", "<!-- gitops-promotion {oops} -->"],
    [
      "another version",
      '<!-- gitops-promotion {"version":2,"kind":"app","name":"a","environment":"b","proposes":""} -->',
    ],
    [
      "an unknown kind",
      '<!-- gitops-promotion {"version":1,"kind":"all","name":"a","environment":"b","proposes":""} -->',
    ],
    [
      "a name that is no text",
      '<!-- gitops-promotion {"version":1,"kind":"app","name":1,"environment":"b","proposes":""} -->',
    ],
    [
      "no proposal",
      '<!-- gitops-promotion {"version":1,"kind":"app","name":"a","environment":"b"} -->',
    ],
    ["null", "<!-- gitops-promotion {} -->"],
  ])("%s is none", (_, body) => {
    expect(readMarker(body)).toBeUndefined();
  });

  test("belongs to a unit of the same kind, name and environment only", () => {
    const one = { kind: "app", name: "cart", environment: "prod", proposes: "" } as const;

    expect(isOf(one, one)).toBe(true);
    expect(isOf(undefined, one)).toBe(false);
    expect(isOf({ ...one, kind: "train" }, one)).toBe(false);
    expect(isOf({ ...one, name: "card" }, one)).toBe(false);
    expect(isOf({ ...one, environment: "staging" }, one)).toBe(false);
  });
});
