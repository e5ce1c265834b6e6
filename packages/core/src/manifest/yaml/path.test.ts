import { describe, expect, test } from "vitest";
import { parsePath, printPath } from "./path.ts";

describe("parsePath", () => {
  test.each([
    ["keys", "image.tag", ["image", "tag"]],
    ["an index", "spec.sources[0].path", ["spec", "sources", 0, "path"]],
    [
      "a selector",
      "containers[name=app].image",
      ["containers", { key: "name", value: "app" }, "image"],
    ],
    [
      "a selector with a dot",
      "parameters[name=image.tag].value",
      ["parameters", { key: "name", value: "image.tag" }, "value"],
    ],
    ["a quoted key", 'images."app.web".tag', ["images", "app.web", "tag"]],
    ["a quoted key with quotes", '"a\\"b".c', ['a"b', "c"]],
    ["an index first", "[1].a", [1, "a"]],
  ])("takes %s, and prints it back", (_, text, path) => {
    expect(parsePath(text)).toEqual(path);
    expect(printPath(path)).toBe(text);
  });

  test.each([
    ["nothing", ""],
    ["a leading dot", ".a"],
    ["two dots", "a..b"],
    ["a trailing dot", "a."],
    ["an open bracket", "a[0"],
    ["an empty bracket", "a[]"],
    ["an open quote", 'a."b'],
    ["an unknown escape", 'a."\\q"'],
  ])("refuses %s", (_, text) => {
    expect(() => parsePath(text)).toThrow(expect.objectContaining({ code: "path-invalid" }));
  });
});
