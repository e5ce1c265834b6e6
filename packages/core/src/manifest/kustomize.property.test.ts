import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { setKustomizeArgs } from "./images.ts";

const A = `sha256:${"1a".repeat(32)}`;
const B = `sha256:${"2b".repeat(32)}`;

interface Image {
  readonly name: string;
  readonly newName?: string | undefined;
  readonly newTag?: string | undefined;
  readonly digest?: string | undefined;
}

const pairs = fc.record(
  {
    newName: fc.constantFrom("web", "r.example.test:5000/team/app"),
    newTag: fc.constantFrom("v1", '"1.10"', "'v1'"),
    digest: fc.constantFrom(A, `"${A}"`),
    tagSuffix: fc.constant("-x"),
  },
  { requiredKeys: [] },
);

const entries = fc
  .record({
    pairs,
    nameAt: fc.nat(3),
    flow: fc.boolean(),
    comment: fc.constantFrom("", " # comment", "  "),
    above: fc.constantFrom("", "# above\n", "\n"),
  })
  .map(({ pairs, nameAt, flow, comment, above }) => (name: string) => {
    const lines = Object.entries(pairs).map(([key, value]) => `${key}: ${value}`);
    lines.splice(nameAt, 0, `name: ${name}`);
    if (flow) return `${above}- {${lines.join(", ")}}${comment}\n`;
    return `${above}- ${lines.map((line) => line + comment).join(`\n  `)}\n`;
  });

const wanted = fc.record({
  newName: fc.constantFrom(undefined, "*", "web", "r.example.test/other"),
  tag: fc.constantFrom(undefined, "*", "v2", "12e4567"),
  digest: fc.constantFrom(undefined, "*", B),
});

/** What the tool leaves of an entry: each argument replaces all of it, and `*` keeps a part. */
function replaced(image: Image, { newName, tag, digest }: { [key: string]: string | undefined }) {
  const part = (text: string | undefined, kept: string | undefined) => (text === "*" ? kept : text);
  return {
    ...image,
    newName: part(newName, image.newName),
    newTag: part(tag, image.newTag),
    digest: part(digest, image.digest),
  };
}

test("an argument replaces one entry as the tool does, and leaves the others' bytes alone", () => {
  fc.assert(
    fc.property(
      fc.array(entries, { minLength: 1, maxLength: 4 }),
      fc.nat(3),
      wanted,
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      (written, pick, { newName, tag, digest }, newline, finalNewline) => {
        fc.pre(newName !== undefined || tag !== undefined || digest !== undefined);
        const texts = written.map((write, index) => write(`app${index}`));
        const target = pick % texts.length;
        const name = `app${target}`;
        const ended = (text: string) => (finalNewline ? text : text.replace(/\n$/, ""));
        const text = ended(`images:\n${texts.join("")}`).replaceAll("\n", newline);
        const argument = `${name}${newName === undefined ? "" : `=${newName}`}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;

        const [file] = setKustomizeArgs({ path: "kustomization.yaml", text }, [argument]).files;
        const after = file?.text ?? text;

        const before = texts.slice(0, target).join("").replaceAll("\n", newline);
        const behind = ended(texts.slice(target + 1).join("")).replaceAll("\n", newline);
        expect(after.startsWith(`images:${newline}${before}`)).toBe(true);
        expect(after.endsWith(behind)).toBe(true);
        expect(after.endsWith(newline)).toBe(finalNewline);
        const images: Image[] = parse(text, { version: "1.1" }).images;
        const expected = images.map((image, index) =>
          index === target ? replaced(image, { newName, tag, digest }) : image,
        );
        expect(parse(after, { version: "1.1" }).images).toEqual(expected);
      },
    ),
    { numRuns: 1000 },
  );
});
