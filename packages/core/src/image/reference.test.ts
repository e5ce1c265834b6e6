import { describe, expect, test } from "vitest";
import { UserError } from "../errors.ts";
import { parseImageReference, printImageReference } from "./reference.ts";

const digest = `sha256:${"1a".repeat(32)}`;

describe("parseImageReference", () => {
  test.each([
    ["a name alone", "nginx", { name: "nginx" }],
    [
      "a tag",
      "ghcr.io/org/checkout:sha-abc1234",
      { name: "ghcr.io/org/checkout", tag: "sha-abc1234" },
    ],
    ["a digest", `checkout@${digest}`, { name: "checkout", digest }],
    ["tag and digest", `r.example/app:v1@${digest}`, { name: "r.example/app", tag: "v1", digest }],
    ["a registry port without a tag", "localhost:5000/app", { name: "localhost:5000/app" }],
    [
      "a registry port and a tag",
      "localhost:5000/team/app:v2",
      { name: "localhost:5000/team/app", tag: "v2" },
    ],
    ["an IPv6 registry", "[::1]:5000/app:v2", { name: "[::1]:5000/app", tag: "v2" }],
    ["separators inside a component", "a/b__c-d--e.f", { name: "a/b__c-d--e.f" }],
  ])("takes %s", (_, text, expected) => {
    const reference = parseImageReference(text);

    expect(reference).toEqual(expected);
    expect(printImageReference(reference)).toBe(text);
  });

  test.each([
    ["nothing", "", "image-invalid"],
    ["upper case in the repository", "ghcr.io/Org/app", "image-invalid"],
    ["an empty component", "ghcr.io//app", "image-invalid"],
    ["a scheme", "https://ghcr.io/org/app:v1", "image-invalid"],
    ["an empty tag", "app:", "tag-invalid"],
    ["a tag with a slash-free illegal character", "app:v1+build", "tag-invalid"],
    ["a tag of 129 characters", `app:${"a".repeat(129)}`, "tag-invalid"],
    ["a short digest", "app@sha256:1a1a", "digest-invalid"],
    ["an upper-case digest", `app@sha256:${"1A".repeat(32)}`, "digest-invalid"],
    ["another algorithm", `app@sha512:${"1a".repeat(64)}`, "digest-invalid"],
    ["a digest without its algorithm", `app@${"1a".repeat(32)}`, "digest-invalid"],
    ["two digests", `app@${digest}@${digest}`, "digest-invalid"],
    ["a newline behind the tag", "app:v1\n", "tag-invalid"],
  ])("refuses %s", (_, text, code) => {
    expect(() => parseImageReference(text)).toThrow(UserError);
    expect(() => parseImageReference(text)).toThrow(expect.objectContaining({ code }));
  });
});
