import { execFileSync } from "node:child_process";
import { setTargets } from "@gitops-actions/core/manifest";
import fc from "fast-check";
import { expect, test } from "vitest";
import { randomFiles } from "../support/random-yaml.ts";
import { describeWithRealPart } from "../support/real-parts.ts";

const values = fc.constantFrom(
  ...["v2", "1.10", "0x1f", "y", "1_000", "12e4567", "2024-01-02", "~", ""],
  ...["a: b", "it's", "two\nlines", "\u2028"],
);

describeWithRealPart("go-yq", "Go's yaml", (yq) => {
  function read(text: string): unknown[] {
    const args = ["-p=yaml", "-o=json", "-I=0", "."];
    const output = execFileSync(yq, args, { input: text, encoding: "utf8" });
    return output
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  }

  test("reads an edited file as the old data with the one value changed", () => {
    fc.assert(
      fc.property(randomFiles, fc.nat(), values, ({ text: written, leaves }, pick, value) => {
        // Go's yaml knows of YAML 1.1 only, and of no tab behind an indicator.
        const text = written.replaceAll("%YAML 1.2", "%YAML 1.1").replaceAll("\t", " ");
        const path = leaves[pick % leaves.length]?.path ?? [];
        const [file] = setTargets({ path: "f.yaml", text }, [{ kind: "path", path, value }]).files;

        const expected = read(text).map((data) =>
          hasKey(data, path[0]) ? withValue(data, path, value) : data,
        );
        expect(read(file?.text ?? text)).toEqual(expected);
      }),
      { numRuns: 150, seed: 1 },
    );
  });
});

/** Each document of a random file has a first key of its own. */
function hasKey(data: unknown, key: string | number | undefined): boolean {
  return typeof data === "object" && data !== null && String(key) in data;
}

function withValue(
  data: unknown,
  [step, ...rest]: readonly (string | number)[],
  value: string,
): unknown {
  if (step === undefined) return value;
  if (Array.isArray(data)) {
    return data.map((item, index) => (index === step ? withValue(item, rest, value) : item));
  }
  // The path was made from the same file, so a map is here.
  const map = data as Record<string, unknown>;
  return { ...map, [step]: withValue(map[step], rest, value) };
}
