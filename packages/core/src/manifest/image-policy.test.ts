import { describe, expect, test } from "vitest";
import { setTargets } from "./targets.ts";

const DIGEST = `sha256:${"1a".repeat(32)}`;
const POLICY = { namespace: "flux-system", name: "app", image: "r.test/app", tag: "v2" };

function marker(part = ""): string {
  return `# {"$imagepolicy": "flux-system:app${part}"}`;
}

/** The text after the policy's choice is set at its markers. */
function reflected(text: string, policy: object = {}): string {
  const target = { kind: "image-policy", policy: { ...POLICY, ...policy } } as const;
  return setTargets({ path: "f.yaml", text }, [target]).files[0]?.text ?? text;
}

describe("a marker", () => {
  test.each([
    [
      "of the whole reference",
      {},
      `a: r.test/app:v1 ${marker()}\n`,
      `a: r.test/app:v2 ${marker()}\n`,
    ],
    [
      "of the whole reference with digest",
      { digest: DIGEST },
      `a: x:v1 ${marker()}\n`,
      `a: r.test/app:v2@${DIGEST} ${marker()}\n`,
    ],
    [
      "of name, tag and digest",
      { digest: DIGEST },
      `n: x ${marker(":name")}\nt: v1 ${marker(":tag")}\nd: x ${marker(":digest")}\n`,
      `n: r.test/app ${marker(":name")}\nt: v2 ${marker(":tag")}\nd: ${DIGEST} ${marker(":digest")}\n`,
    ],
    [
      "of a digest that is not reflected",
      {},
      `d: ${DIGEST} ${marker(":digest")}\n`,
      `d: "" ${marker(":digest")}\n`,
    ],
    [
      "of a number, which is quoted",
      { tag: "1.10" },
      `t: v1 ${marker(":tag")}\n`,
      `t: "1.10" ${marker(":tag")}\n`,
    ],
    ["of a quoted value", {}, `t: 'v1'   ${marker(":tag")}\n`, `t: 'v2'   ${marker(":tag")}\n`],
    [
      "with other spaces",
      {},
      't: v1 #{"$imagepolicy" :"flux-system:app:tag" }\n',
      't: v2 #{"$imagepolicy" :"flux-system:app:tag" }\n',
    ],
    [
      "in every document",
      {},
      `t: v1 ${marker(":tag")}\n---\nt: v1 ${marker(":tag")}\n`,
      `t: v2 ${marker(":tag")}\n---\nt: v2 ${marker(":tag")}\n`,
    ],
    ["in a list", {}, `l:\n- v1 ${marker(":tag")}\n`, `l:\n- v2 ${marker(":tag")}\n`],
    ["above a list item", {}, `l:\n${marker(":tag")}\n\n- v1\n`, `l:\n${marker(":tag")}\n\n- v2\n`],
    [
      "above a value on a line of its own",
      {},
      `t:\n  ${marker(":tag")}\n  v1\n`,
      `t:\n  ${marker(":tag")}\n  v2\n`,
    ],
    [
      "in a flow list of several lines",
      {},
      `l: [\n  v1, ${marker(":tag")}\n  v1 ${marker(":tag")}\n]\n`,
      `l: [\n  v2, ${marker(":tag")}\n  v2 ${marker(":tag")}\n]\n`,
    ],
    [
      "behind the header of a block scalar",
      {},
      `t: |- ${marker(":tag")}\n  v1\n`,
      `t: |- ${marker(":tag")}\n  v2\n`,
    ],
    ["in a file with CRLF", {}, `t: v1 ${marker(":tag")}\r\n`, `t: v2 ${marker(":tag")}\r\n`],
    [
      "on an anchor that nobody repeats",
      {},
      `t: &t v1 ${marker(":tag")}\n`,
      `t: &t v2 ${marker(":tag")}\n`,
    ],
  ])("%s is followed", (_, policy, before, after) => {
    expect(reflected(before, policy)).toBe(after);
  });

  test.each([
    ["of another policy", 't: v1 # {"$imagepolicy": "flux-system:other:tag"}\n'],
    ["of another namespace", 't: v1 # {"$imagepolicy": "apps:app:tag"}\n'],
    ["of an unknown part", `t: v1 ${marker(":version")}\n`],
    ["with text before it", 't: v1 # keep {"$imagepolicy": "flux-system:app:tag"}\n'],
    ["with text behind it", `t: v1 ${marker(":tag")} keep\n`],
    ["in single quotes", "t: v1 # {'$imagepolicy': 'flux-system:app:tag'}\n"],
    ["with a value that is no text", 't: v1 # {"$imagepolicy": "flux-system:app:tag", "x": 1}\n'],
    ["above a key", `${marker(":tag")}\nt: v1\n`],
    ["above a list item, not alone", `l:\n# note\n${marker(":tag")}\n- v1\n`],
    ["behind a flow collection", `l: [v1] ${marker(":tag")}\nm: {a: v1} ${marker(":tag")}\n`],
    ["behind an alias", `a: &a v1\nt: *a ${marker(":tag")}\n`],
    ["behind a key without value", `t: ${marker(":tag")}\n`],
    ["that is the text of a block scalar", `l:\n- |\n  ${marker(":tag")}\n- v1\n`],
  ])("%s is not", (_, text) => {
    expect(reflected(text)).toBe(text);
  });

  test("on a shared anchor is refused", () => {
    expect(() => reflected(`t: &t v1 ${marker(":tag")}\nl: *t\n`)).toThrow(
      expect.objectContaining({ code: "anchor-shared", line: 1 }),
    );
  });
});
