import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitops } from "@gitops-actions/cli/gitops";
import { root } from "@gitops-actions/tooling/project";
import { writeTree } from "@gitops-actions/tooling/release/publish";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gitopsRepository } from "./support/gitops-repository.ts";
import { blocksOf } from "./support/markdown.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "guides-"));
});
afterEach(() => {
  process.exitCode = 0;
  rmSync(folder, { recursive: true });
});

function page(name: string): string {
  return readFileSync(join(root, "docs/guides", name), "utf8");
}

function blockAt(path: string, name: string): string {
  return blocksOf(page(name)).find((block) => block.path === path)?.text ?? "";
}

/** What the command line says of some files, on the Saturday on which the guides were written. */
async function say(files: Readonly<Record<string, string>>, ...words: string[]): Promise<string> {
  writeTree(
    new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])),
    folder,
  );
  let said = "";
  const screen = {
    write: (more: string) => (said += more),
    paint: (_style: unknown, plain: string) => plain,
    width: undefined,
  };
  await gitops(words, { screen, now: new Date("2026-11-21T14:00:00Z"), env: {} });
  return said;
}

const values = "image: { repository: ghcr.io/acme/checkout, tag: v1 }\n";
const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
spec: { values: { image: { repository: ghcr.io/acme/checkout, tag: v1 } } }
`;

/** A file of each environment. */
function inEach(path: (environment: string) => string, text: string): Record<string, string> {
  return Object.fromEntries(["dev", "staging", "prod"].map((env) => [path(env), text]));
}

test.each([
  ["argo-cd.md", gitopsRepository({ apps: ["cart", "checkout"] })],
  ["flux.md", inEach((env) => `clusters/${env}/checkout/release.yaml`, release)],
  ["helm.md", inEach((env) => `charts/checkout/values-${env}.yaml`, values)],
])("init shows the config of %s", async (name, files) => {
  const said = await say(files, "init", "--repo", folder);

  const shown = blockAt(".gitops/promotion.yaml", name).replaceAll(/^/gm, "  + ").slice(0, -4);
  expect(said).toContain(`.gitops/promotion.yaml\n${shown}.github/workflows/deploy-dev.yml\n`);
});

describe("helm.md", () => {
  const below = "charts/checkout/values.yaml";
  const own = blockAt("charts/checkout/values-prod.yaml", "helm.md");
  const each = inEach((env) => `charts/checkout/values-${env}.yaml`, own);

  test("its values are read in layers", async () => {
    const files = { ...each, [below]: blockAt(below, "helm.md") };

    const said = await say(files, "plan", "--all", "--repo", folder);

    expect(said).toContain("=  checkout  prod         sha-1a2b3c4 <- sha-1a2b3c4");
  });

  test("its app without an image", async () => {
    const said = await say(each, "why", "checkout", "staging", "--repo", folder);

    expect(page("helm.md")).toContain(`\`\`\`text\n${said}\`\`\``);
  });
});

describe("trust-policies.md", () => {
  const text = page("trust-policies.md");
  const best = blocksOf(text).find(({ language }) => language === "json")?.text ?? "";
  const ROW = /^\| `(repo:\S+)` \|(?: `(\w+)`)? \| `(.+)` \|$/gm;
  const rows = [...text.matchAll(ROW)].map(([, sub = "", claim, says = ""]) => ({
    sub,
    claim,
    says,
  }));

  test("has its table", () => {
    expect(rows).toHaveLength(6);
  });

  test.each(rows)("$sub with $claim: $says", async ({ sub, claim, says }) => {
    const policy = JSON.parse(best);
    const issuer = "token.actions.githubusercontent.com";
    const wanted = policy.Statement[0].Condition.StringEquals;
    policy.Statement[0].Condition = {
      StringEquals: {
        [`${issuer}:aud`]: "sts.amazonaws.com",
        ...(claim === undefined ? {} : { [`${issuer}:${claim}`]: wanted[`${issuer}:${claim}`] }),
      },
      StringLike: { [`${issuer}:sub`]: sub },
    };

    const said = await say({ "role.json": JSON.stringify(policy) }, "trust", `${folder}/role.json`);

    expect(said.split("\n")[0]).toBe(`AWS trusts ${says}`);
  });

  test("its role is as tight as can be", async () => {
    expect(await say({ "role.json": best }, "trust", `${folder}/role.json`)).toMatch(/: best\n$/);
  });
});

describe("freezes.md", () => {
  const project = `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: production }
spec:
  syncWindows:
    - kind: allow
      schedule: "0 9 * * 1-4"
      duration: 7h
      timeZone: Europe/Berlin
      applications: ["*-prod"]
`;
  const files = {
    ...gitopsRepository({
      apps: ["cart", "checkout"],
      tag: (_, env) => (env === "prod" ? "v1" : "v2"),
    }),
    "argocd/projects/production.yaml": project,
    ".gitops/promotion.yaml": blockAt(".gitops/promotion.yaml", "freezes.md"),
  };

  test("its windows", async () => {
    const said = await say(files, "windows", "--days", "3", "--repo", folder);

    expect(page("freezes.md")).toContain(`\`\`\`text\n${said}\`\`\``);
  });

  test.each(["checkout", "cart"])("its freeze of %s", async (app) => {
    const said = await say(files, "why", app, "prod", "--repo", folder);

    const line = said.split("\n").find((one) => one.includes("  freeze  "));
    expect(page("freezes.md")).toContain(`$ gitops why ${app} prod\n${line}\n`);
  });
});
