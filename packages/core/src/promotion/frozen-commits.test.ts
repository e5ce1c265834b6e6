import { describe, expect, test } from "vitest";
import { type BranchCommit, frozenCommits, isBotAuthor } from "./frozen-commits.ts";
import { bot, hours, now, repository, viewOf } from "./testdata/repository.ts";

const config = `version: 1
environments:
  dev: {}
  prod: { from: dev }
freezes:
  - from: 2026-11-21T00:00:00Z
    until: 2026-11-22T00:00:00Z
    environments: [prod]
    reason: peak trading
    except:
      - { apps: [cart], approved-by: ann, reason: hotfix, until: 2026-11-21T13:00:00Z }
`;
const tags = { "dev/cart": "v2", "prod/cart": "v1", "dev/search": "v2", "prod/search": "v1" };
const path = (app: string, environment: string): string =>
  `apps/${app}/overlays/${environment}/kustomization.yaml`;

function commit(changes: Partial<BranchCommit>): BranchCommit {
  return { oid: "c1", subject: "x", author: bot, isBot: true, at: now, paths: [], ...changes };
}

function found(commits: readonly BranchCommit[], files: Readonly<Record<string, string>> = {}) {
  const view = viewOf(repository(tags, { ".gitops/promotion.yaml": config, ...files }));
  return frozenCommits(commits, { view, onlyApp: "app" });
}

describe("frozenCommits", () => {
  test.each<[string, Partial<BranchCommit>, readonly string[]]>([
    [
      "a bot's commit to a frozen environment",
      { paths: [path("search", "prod")] },
      ["prod/search"],
    ],
    ["a person's commit", { paths: [path("search", "prod")], isBot: false }, ["prod/search"]],
    [
      "another file of the overlay",
      { paths: ["apps/search/overlays/prod/hpa.yaml"] },
      ["prod/search"],
    ],
    [
      "the base that the overlay builds on",
      { paths: ["apps/search/base/deploy.yaml"] },
      ["prod/search"],
    ],
    ["an app that the commit adds", { paths: [path("new", "prod")] }, ["prod/new"]],
    ["an environment that is not frozen", { paths: [path("search", "dev")] }, []],
    ["no environment at all", { paths: ["README.md"] }, []],
    ["before the freeze", { paths: [path("search", "prod")], at: hours(-24) }, []],
    ["after the freeze", { paths: [path("search", "prod")], at: hours(12) }, []],
    ["an app with an exception", { paths: [path("cart", "prod")] }, []],
    [
      "an app whose exception is over",
      { paths: [path("cart", "prod")], at: hours(2) },
      ["prod/cart"],
    ],
    [
      "several apps, one with an exception",
      { paths: [path("cart", "prod"), path("search", "prod"), path("search", "dev")] },
      ["prod/search"],
    ],
  ])("%s", (_, changes, touched) => {
    expect(found([commit(changes)]).flatMap((one) => one.touched)).toEqual(touched);
  });

  test("names the freeze, and keeps the order of the commits", () => {
    const commits = ["c1", "c2", "c3"].map((oid) =>
      commit({ oid, paths: [path("search", "prod")] }),
    );
    const all = found(commits);

    expect(all.map((one) => one.commit.oid)).toEqual(["c1", "c2", "c3"]);
    expect(all[0]?.stops).toMatchObject([{ reason: "peak trading", line: 6 }]);
  });

  test("the emergency lock freezes too", () => {
    const lock = `reason: fire\nowner: ann\nsince: 2026-11-21T11:00:00Z\nuntil: 2026-11-21T13:00:00Z\nenvironments: [dev]\n`;
    const all = found([commit({ paths: [path("cart", "dev")] })], { ".gitops/lock.yaml": lock });

    expect(all).toMatchObject([{ touched: ["dev/cart"], stops: [{ reason: "fire" }] }]);
  });
});

test.each([
  ["renovate[bot]", "29139614+renovate[bot]@users.noreply.github.com", true],
  ["Deploy", "1+deploy[bot]@users.noreply.github.com", true],
  ["fluxcdbot", "fluxcdbot@users.noreply.github.com", true],
  ["argocd-image-updater", "noreply@argoproj.io", true],
  ["Jenkins", "ci@acme.example", true],
  ["acme-deployer", "x@acme.example", true],
  ["Ann Bot", "ann@acme.example", false],
  ["Robin Fluxman", "robin@acme.example", false],
  ["ann", "ann@users.noreply.github.com", false],
])("%s <%s> is a bot: %s", (name, email, isBot) => {
  expect(isBotAuthor({ name, email }, ["acme-deployer"])).toBe(isBot);
});
