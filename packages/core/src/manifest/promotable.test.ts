import { describe, expect, test } from "vitest";
import { copyPaths } from "./promotable.ts";
import { parsePath } from "./yaml/path.ts";

function copy(from: string, to: string, paths: readonly string[]) {
  const edit = copyPaths(
    { path: "dev.yaml", text: from },
    { path: "prod.yaml", text: to },
    paths.map(parsePath),
  );
  return { text: edit.files[0]?.text ?? to, left: edit.left };
}

describe("copyPaths", () => {
  test("copies declared values as they are: text as text, a number as its own digits", () => {
    const from = "chart: {version: 1.10}\nname: '1.10'\nflag: true\nnew: x\n";
    const to = 'chart: {version: 1.9} # c\nname: v1\nflag: "false"\n';

    expect(copy(from, to, ["chart.version", "name", "flag", "new", "absent"])).toEqual({
      text: 'chart: {version: 1.10} # c\nname: "1.10"\nflag: true\nnew: x\n',
      left: [],
    });
  });

  test("tells what differs and was left, list items by their name", () => {
    const from = "replicas: 1\nlist:\n- {name: a, v: 1}\n- {name: b, v: 2}\nsame: x\n";
    const to = "replicas: 5\nlist:\n- {name: b, v: 3}\n- {name: a, v: 1}\nsame: 'x'\nonly: y\n";

    expect(copy(from, to, [])).toEqual({
      text: to,
      left: [
        { path: "replicas", from: { line: 1, text: "1" }, to: { line: 1, text: "5" } },
        { path: "list[name=b].v", from: { line: 4, text: "2" }, to: { line: 3, text: "3" } },
        { path: "only", from: undefined, to: { line: 6, text: "y" } },
      ],
    });
  });

  test("tells documents apart by kind and name", () => {
    const stream = (value: string) =>
      `kind: A\nmetadata: {name: x}\nv: 1\n---\nkind: B\nmetadata: {name: y}\nv: ${value}\n`;

    expect(copy(stream("1"), stream("2"), []).left).toEqual([
      { path: "B y: v", from: { line: 7, text: "1" }, to: { line: 7, text: "2" } },
    ]);
  });

  test("refuses to copy a map", () => {
    expect(() => copy("a: {b: c}\n", "a: {b: d}\n", ["a"])).toThrow(
      expect.objectContaining({ code: "value-not-scalar", file: "dev.yaml" }),
    );
  });
});
