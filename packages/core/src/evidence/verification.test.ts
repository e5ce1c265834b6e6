import { describe, expect, test } from "vitest";
import { goodSince, type VerificationRecord } from "./verification.ts";

const images = [{ name: "web", digest: "sha256:1" }];
const since = new Date("2026-11-20T10:00:00Z");
const now = new Date("2026-11-21T10:00:00Z");

const previous: VerificationRecord = {
  app: "web",
  environment: "dev",
  images,
  revision: "a",
  level: "observed",
  outcome: "pass",
  since,
  at: new Date("2026-11-21T09:00:00Z"),
  actor: "deploy-bot[bot]",
  url: undefined,
};
const next = { images, revision: "a", level: "observed" } as const;
const trust = { now, trustedActors: ["deploy-bot[bot]"] };

describe("goodSince", () => {
  test.each<[string, VerificationRecord | undefined, Parameters<typeof goodSince>[1], Date]>([
    ["the same again keeps it", previous, next, since],
    ["less proof of the same keeps it", previous, { ...next, level: "declared" }, since],
    ["more proof begins anew", { ...previous, level: "declared" }, next, now],
    ["no record begins now", undefined, next, now],
    ["another outcome in between", { ...previous, outcome: "unknown" }, next, now],
    ["another revision", previous, { ...next, revision: "b" }, now],
    ["another digest", previous, { ...next, images: [{ name: "web", digest: "sha256:2" }] }, now],
    ["one image more", previous, { ...next, images: [...images, { name: "api" }] }, now],
    ["a record of somebody else", { ...previous, actor: "mallory" }, next, now],
  ])("%s", (_, record, found, expected) => {
    expect(goodSince(record, found, trust)).toEqual(expected);
  });
});
