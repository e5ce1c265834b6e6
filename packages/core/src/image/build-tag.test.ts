import { describe, expect, test } from "vitest";
import { makeTag, numberLike, requireTagMatch } from "./build-tag.ts";
import { parseTag } from "./reference.ts";

const facts = {
  sha: "0123456789abcdef0123456789abcdef01234567",
  ref: "refs/heads/main",
  runNumber: 42,
};

describe("a tag from its template", () => {
  test.each([
    ["sha-{sha:12}", "sha-0123456789ab"],
    ["{sha:7}", "0123456"],
    ["{sha:40}", facts.sha],
    ["main-{run}-{sha:8}", "main-42-01234567"],
    ["v1", "v1"],
  ])("%s is %s", (template, tag) => {
    expect(makeTag(template, facts)).toBe(tag);
  });

  test.each([
    ["refs/tags/v1.2.3", "1.2.3"],
    ["refs/tags/1.2.3-rc.1", "1.2.3-rc.1"],
    ["refs/tags/v0.0.0-0a", "0.0.0-0a"],
  ])("{version} of %s is %s", (ref, tag) => {
    expect(makeTag("{version}", { ...facts, ref })).toBe(tag);
  });

  test.each([
    ["fewer digits than are unique", "{sha:6}", facts.ref],
    ["more digits than there are", "{sha:41}", facts.ref],
    ["a part that is not known", "{branch}", facts.ref],
    ["a version on a branch", "{version}", "refs/heads/v1.2.3"],
    ["a version with leading zeros", "{version}", "refs/tags/v01.2.3"],
    ["build metadata, for which no tag has a character", "{version}", "refs/tags/v1.2.3+5"],
    ["what no tag may hold", "feature/x", facts.ref],
  ])("refuses %s", (_, template, ref) => {
    expect(() => makeTag(template, { ...facts, ref })).toThrow(
      expect.objectContaining({ code: "tag-invalid" }),
    );
  });
});

describe("a pattern that tags have to match", () => {
  test("lets through what matches", () => {
    expect(() => requireTagMatch(parseTag("0123abc"), "^[0-9a-f]{7}$")).not.toThrow();
  });

  test.each([
    ["sha-0123abc", "^[0-9a-f]{7}$", "tag-invalid"],
    ["0123abc", "^(", "input-invalid"],
  ])("refuses %s with %s", (tag, pattern, code) => {
    expect(() => requireTagMatch(parseTag(tag), pattern)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe("a tag that YAML takes for a number", () => {
  test.each(["1234567", "0123456", "12e4567", "1.20", "0x1f", "1_000", "0o17"])("%s", (tag) => {
    expect(numberLike(parseTag(tag))).toContain(tag);
  });

  test.each(["sha-1234567", "123456a", "1.2.3", "v1", "e12", "12e45f7"])("%s is text", (tag) => {
    expect(numberLike(parseTag(tag))).toBeUndefined();
  });
});
