import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { randomDocuments } from "../../../../test/support/random-yaml.ts";
import { setTargets } from "./targets.ts";

const HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n";
const TAIL = "    path: app # comment\n";

/** A text as the value of `values:`, in each way that holds any text. */
const forms: Record<string, (text: string) => string> = {
  "a literal block": (text) => {
    const keep = text.endsWith("\n\n") ? "+" : "";
    const chomp = text.endsWith("\n") ? keep : "-";
    return `|${chomp}\n${text.replace(/\n$/, "").replace(/^(?=.)/gm, " ".repeat(8))}\n`;
  },
  "double quotes": (text) => `${JSON.stringify(text)}\n`,
};

const values = fc.constantFrom("v2", "1.10", "y", "", "it's", 'say "hi"', "a: b", "back\\slash");

test.each(Object.keys(forms))("values in %s are edited as a file of their own is", (form) => {
  fc.assert(
    fc.property(
      randomDocuments,
      fc.nat(),
      values,
      fc.boolean(),
      fc.constantFrom("\n", "\r\n"),
      ({ text, leaves }, pick, value, create, newline) => {
        const leaf = leaves[pick % leaves.length]?.path ?? [];
        const key = leaf.findLastIndex((step) => typeof step === "string");
        fc.pre(!create || key > 0);
        const path = create ? [...leaf.slice(0, key), "added"] : leaf;
        const write = forms[form] ?? String;
        const outer = `${HEAD}      values: ${write(text)}${TAIL}`.replaceAll("\n", newline);
        fc.pre(parse(outer).spec.source.helm.values === text);

        const target = { path, value, create };
        const inner = setTargets({ path: "values.yaml", text }, [{ kind: "path", ...target }]);
        const edit = setTargets({ path: "app.yaml", text: outer }, [
          { kind: "helm-values", ...target },
        ]);

        const after = edit.files[0]?.text ?? outer;
        expect(parse(after).spec.source.helm.values).toBe(inner.files[0]?.text ?? text);
        expect(after.startsWith(`${HEAD}      values: `.replaceAll("\n", newline))).toBe(true);
        expect(after.endsWith(TAIL.replaceAll("\n", newline))).toBe(true);
        expect(after).not.toMatch(newline === "\n" ? /\r/ : /(?<!\r)\n/);
      },
    ),
    { numRuns: 500 },
  );
});
