import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withSection } from "./section.ts";

const BEGIN = "<!-- gitops-promotion:begin -->";
const END = "<!-- gitops-promotion:end -->";
const LIMIT = 65_536;

/** Text as people write it: with our marks, boxes and fences in it. */
const human = fc
  .array(
    fc.constantFrom(
      "a",
      " ",
      "\n",
      "\r\n",
      "- [x] Box",
      "- [ ] Box",
      "```",
      "<!--",
      BEGIN,
      END,
      "é",
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

/** What is left of text when white space and our marks are put aside. */
function words(text: string): string {
  return text.replaceAll(BEGIN, "").replaceAll(END, "").replaceAll(/\s+/g, "");
}

describe("our section in a pull request's body", () => {
  test("an empty body is the section alone", () => {
    expect(withSection("", "ours")).toBe(`${BEGIN}\nours\n${END}`);
  });

  test("takes the old section's place between what people wrote", () => {
    const body = `Before\n\n${BEGIN}\nold\n${END}\n\nAfter`;

    expect(withSection(body, "new")).toBe(`Before\n\n${BEGIN}\nnew\n${END}\n\nAfter`);
  });

  test.each([
    ["its end is gone", `${BEGIN}\nold, and mine`],
    ["its begin is gone", `old, and mine\n${END}`],
    ["it is there twice", `${BEGIN}\nold\n${END}\n${BEGIN}\nmine\n${END}`],
    ["its ends are the wrong way round", `${END} mine ${BEGIN}`],
  ])("is put on top, and nothing is removed, where %s", (_, body) => {
    const after = withSection(body, "new");

    expect(after.startsWith(`${BEGIN}\nnew\n${END}`)).toBe(true);
    expect(words(after)).toBe(words(`new${body}`));
  });

  test("whatever stands around it survives any number of updates", () => {
    fc.assert(
      fc.property(human, human, fc.array(human, { minLength: 1 }), (before, after, sections) => {
        const clean = (text: string) => text.replaceAll(BEGIN, "").replaceAll(END, "");
        let body = `${clean(before)}\n\n${withSection("", "first")}\n\n${clean(after)}`;
        for (const section of sections) body = withSection(body, section);

        const [head = "", rest = ""] = body.split(BEGIN);
        expect(words(head)).toBe(words(clean(before)));
        expect(words(rest.split(END)[1] ?? "")).toBe(words(clean(after)));
      }),
    );
  });

  test("any body keeps all that people wrote, and the same section again changes nothing", () => {
    fc.assert(
      fc.property(human, human, (body, any) => {
        const section = any.replaceAll(/\[[xX]\]/g, "[ ]"); // ours come unticked
        const once = withSection(body, section);

        expect(withSection(once, section)).toBe(once);
        if (!body.includes(BEGIN)) expect(words(once)).toContain(words(body));
      }),
    );
  });

  test("a diff that holds its marks does not end it", () => {
    const once = withSection("mine", `+# ${END}\n+# ${BEGIN}`);

    expect(withSection(once, "new")).toBe(`${BEGIN}\nnew\n${END}\n\nmine`);
  });

  test("boxes that were ticked stay ticked, others do not", () => {
    const body = withSection("", "- [x] One\n- [ ] Two");

    expect(withSection(body, "- [ ] One\n- [ ] Two\n- [ ] Three")).toContain(
      "- [x] One\n- [ ] Two\n- [ ] Three",
    );
  });
});

describe("GitHub's limit of characters", () => {
  test("cuts the section, never what people wrote", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: LIMIT }),
        fc.integer({ min: 0, max: 200_000 }),
        (theirs, ours) => {
          const body = "m".repeat(theirs);

          const after = withSection(body, "line\n".repeat(ours / 5));

          expect(after.length).toBeLessThanOrEqual(LIMIT);
          expect(after).toContain(body);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("where people left no room the body stays as it is", () => {
    const body = "m".repeat(LIMIT - 100);

    expect(withSection(body, "ours\n".repeat(100))).toBe(body);
  });

  test.each(["```diff", "````diff", "`````"])(
    "closes the code block %s that the cut opened",
    (fence) => {
      const close = fence.replace("diff", "");
      const block = `${fence}\n${"+ line\n".repeat(20_000)}${close}`;

      const after = withSection("", `${block}\n\nmore`);

      const fences = after.match(/^`{3,}/gm) ?? [];
      expect(fences).toEqual([close, close]);
      expect(after).toContain("*The rest does not fit into a pull request's body;");
      expect(after.endsWith(END)).toBe(true);
    },
  );
});
