import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Entry,
  readCommitMessage,
  shortVersion,
  writeCommitMessage,
} from "./commit-message.ts";
import { isNewerRun, parseRun, printRun } from "./run.ts";

const run = {
  repository: "acme/checkout",
  workflow: "acme/checkout/.github/workflows/ci.yml",
  number: 12,
  attempt: 2,
  url: "https://github.example/acme/checkout/actions/runs/7",
};
const digest = `sha256:${"1a".repeat(32)}`;

function entry(app: string, image = `ghcr.io/acme/${app}:v2@${digest}`): Entry {
  const changes = [
    {
      file: `apps/${app}/kustomization.yaml`,
      line: 4,
      path: "images[name=x].newTag",
      from: "v1",
      to: "v2",
    },
  ];
  return { app, environment: "dev", image, previous: `ghcr.io/acme/${app}:v1`, changes };
}

describe("writeCommitMessage", () => {
  test("one image: a conventional subject, the words, one block of trailers", () => {
    expect(writeCommitMessage([entry("checkout")], { run })).toEqual({
      headline: "deploy(checkout): dev <- v2",
      body: `checkout in dev
  from ghcr.io/acme/checkout:v1
  to   ghcr.io/acme/checkout:v2@${digest}
apps/checkout/kustomization.yaml:4

GitOps-App: checkout
GitOps-Environment: dev
GitOps-Image: ghcr.io/acme/checkout:v2@${digest}
GitOps-Previous: ghcr.io/acme/checkout:v1
GitOps-Run: acme/checkout/.github/workflows/ci.yml#12.2
GitOps-Run-Url: https://github.example/acme/checkout/actions/runs/7`,
    });
  });

  test.each([
    ["few apps are named", ["cart", "checkout"], "deploy: dev <- 2 apps (cart, checkout)"],
    [
      "many apps are counted",
      Array.from({ length: 20 }, (_, index) => `service-${index}`),
      "deploy: dev <- 20 apps",
    ],
  ])("%s", (_, apps, headline) => {
    expect(
      writeCommitMessage(
        apps.map((app) => entry(app)),
        { run },
      ).headline,
    ).toBe(headline);
  });

  test("what it writes is read back, whatever the subject holds", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/), { minLength: 1, maxLength: 5 }),
        (subject, apps) => {
          const { headline, body } = writeCommitMessage(
            apps.map((app) => entry(app)),
            { run, subject },
          );

          expect(headline).not.toMatch(/[\r\n]/);
          expect(readCommitMessage(`${headline}\n\n${body}`)).toEqual(
            apps.map((app) => ({
              app,
              environment: "dev",
              image: entry(app).image,
              run: { workflow: run.workflow, number: 12, attempt: 2 },
            })),
          );
        },
      ),
    );
  });
});

describe("readCommitMessage", () => {
  test.each([
    ["an ordinary message", "fix: a bug\n\nIt was wrong."],
    ["trailers in the subject", "GitOps-App: x"],
    ["a block without a run", "x\n\nGitOps-App: x\nGitOps-Environment: dev\nGitOps-Image: x:y"],
    [
      "a run that is none",
      "x\n\nGitOps-App: x\nGitOps-Environment: dev\nGitOps-Image: x:y\nGitOps-Run: 12",
    ],
    ["an empty message", ""],
  ])("finds nothing in %s", (_, message) => {
    expect(readCommitMessage(message)).toEqual([]);
  });

  test("takes CRLF, as the web editor writes it", () => {
    const { headline, body } = writeCommitMessage([entry("cart")], { run });

    expect(readCommitMessage(`${headline}\n\n${body}`.replaceAll("\n", "\r\n"))).toHaveLength(1);
  });
});

describe("runs", () => {
  test("are read back as printed", () => {
    expect(parseRun(printRun(run))).toEqual({ workflow: run.workflow, number: 12, attempt: 2 });
  });

  test.each([
    ["a later run", { number: 13, attempt: 1 }, true],
    ["a later attempt", { number: 12, attempt: 3 }, true],
    ["the run itself", { number: 12, attempt: 2 }, false],
    ["an earlier attempt", { number: 12, attempt: 1 }, false],
    ["an earlier run", { number: 11, attempt: 9 }, false],
  ])("%s", (_, other, newer) => {
    expect(isNewerRun({ workflow: run.workflow, ...other }, run)).toBe(newer);
  });

  test("a run of another workflow is never newer", () => {
    expect(isNewerRun({ workflow: "other", number: 99, attempt: 1 }, run)).toBe(false);
  });
});

test.each([
  ["ghcr.io/acme/x:v1", "v1"],
  ["localhost:5000/x", "latest"],
  [`localhost:5000/x@${digest}`, "sha256:1a1a1a1a1a1a"],
  [`x:v1@${digest}`, "v1"],
])("the short version of %s is %s", (image, version) => {
  expect(shortVersion(image)).toBe(version);
});
