import { describe, expect, test } from "vitest";
import { approvedHotfix, readHotfix } from "./hotfix.ts";

const file = ".gitops/hotfixes/prod/checkout.yaml";
const now = new Date("2026-11-21T12:00:00Z");
const digest = `sha256:${"b".repeat(64)}`;
const text = `app: checkout
environment: prod
image: ghcr.io/acme/checkout:fix-1@${digest}
reason: outage
owner: carol
since: 2026-11-21T11:00:00Z
until: 2026-11-21T13:00:00Z
`;
const hotfix = readHotfix(text, file);
const image = { name: "ghcr.io/acme/checkout", tag: "fix-1", digest };
const wanted = { app: "checkout", environment: "prod", images: [image], now };

describe("approvedHotfix", () => {
  test("lets exactly its image in, until it ends", () => {
    expect(approvedHotfix([hotfix], wanted)).toEqual({ by: "carol", until: hotfix.until });
  });

  test.each([
    ["another app", { app: "cart" }],
    ["another environment", { environment: "staging" }],
    ["another digest", { images: [{ ...image, digest: `sha256:${"c".repeat(64)}` }] }],
    ["the tag without the digest", { images: [{ ...image, digest: undefined }] }],
    ["an image beside it", { images: [image, { ...image, digest: `sha256:${"c".repeat(64)}` }] }],
    ["no image at all", { images: [] }],
    ["before it begins", { now: new Date("2026-11-21T10:59:59Z") }],
    ["when it has ended", { now: new Date("2026-11-21T13:00:00Z") }],
  ])("does not let in %s", (_, other) => {
    expect(approvedHotfix([hotfix], { ...wanted, ...other })).toBeUndefined();
  });

  test("of several images each has its owner, and the first end counts", () => {
    const side = { name: "ghcr.io/acme/side", tag: "s", digest: `sha256:${"d".repeat(64)}` };
    const forever = { ...hotfix, image: side, owner: "dave", until: undefined };

    expect(approvedHotfix([hotfix, forever], { ...wanted, images: [side, image] })).toEqual({
      by: "dave, carol",
      until: hotfix.until,
    });
  });
});

test.each([
  ["no image", text.replace(/image: .*\n/, ""), "hotfix-invalid"],
  ["no owner", text.replace("owner: carol\n", ""), "hotfix-invalid"],
  ["an unknown key", `${text}extra: 1\n`, "hotfix-invalid"],
  ["an image that is none", text.replace(/image: .*/, "image: UPPER CASE"), "image-invalid"],
])("a file with %s is refused", (_, wrong, code) => {
  expect(() => readHotfix(wrong, file)).toThrow(expect.objectContaining({ code }));
});
