import { describe, expect, test } from "vitest";
import { parseBranch, parsePath, parseRepository } from "./names.ts";

describe("parseRepository", () => {
  test.each(["org/gitops", "a/b", "Org-1/repo.name_x", "o/.github"])("takes %s", (text) => {
    expect(parseRepository(text)).toBe(text);
  });

  test.each([
    "",
    "org",
    "org/",
    "/repo",
    "org/..",
    "org/.",
    "a/b/c",
    "org/re po",
    "-org/x",
    "https://github.com/o/r",
    "o/r\n",
  ])("refuses %j", (text) => {
    expect(() => parseRepository(text)).toThrow(
      expect.objectContaining({ code: "repository-invalid" }),
    );
  });
});

describe("parseBranch", () => {
  test.each(["main", "release/1.2", "promote/checkout-prod-v1.2", "a.b"])("takes %s", (text) => {
    expect(parseBranch(text)).toBe(text);
  });

  test("drops refs/heads/", () => {
    expect(parseBranch("refs/heads/main")).toBe("main");
  });

  test.each([
    "",
    "@",
    "a..b",
    "a b",
    "a~1",
    "x.lock",
    ".x",
    "a/.b",
    "a//b",
    "/a",
    "a/",
    "a.",
    "-a",
    "a\u0007",
    "a@{0}",
    "a\\b",
  ])("refuses %j", (text) => {
    expect(() => parseBranch(text)).toThrow(expect.objectContaining({ code: "branch-invalid" }));
  });
});

describe("parsePath", () => {
  test.each([".gitops/promotion.yaml", "a", "a/b c/d.yaml"])("takes %s", (text) => {
    expect(parsePath(text)).toBe(text);
  });

  test.each([
    "",
    "/etc/passwd",
    "../x",
    "a/../b",
    "a//b",
    ".git/config",
    "a\\b",
    "a\u0000b",
    "a/.",
  ])("refuses %j", (text) => {
    expect(() => parsePath(text)).toThrow(expect.objectContaining({ code: "file-path-invalid" }));
  });
});
