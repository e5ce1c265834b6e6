import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadConfig } from "@gitops-actions/core/config";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { gitops } from "./gitops.ts";
import { withChoices, withVerified } from "./starter.ts";

const now = new Date("2026-11-21T10:00:00Z");
let folder: string;

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function read(path: string): string {
  return readFileSync(join(folder, path), "utf8");
}

async function run(...args: string[]): Promise<string> {
  let text = "";
  const screen = {
    write: (more: string) => (text += more),
    paint: (_: unknown, plain: string) => plain,
    width: undefined,
  };
  await gitops([...args, "--repo", folder], { screen, now, env: {} });
  return text;
}

const overlay = (app: string): string =>
  `images:\n- name: ${app}\n  newName: ghcr.io/acme/${app}\n  newTag: v1\n`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gitops-set-up-"));
  for (const app of ["cart", "search"]) {
    for (const environment of ["dev", "staging", "prod"])
      put(`apps/${app}/overlays/${environment}/kustomization.yaml`, overlay(app));
  }
});
afterEach(() => {
  process.exitCode = 0;
  rmSync(folder, { recursive: true });
});

describe("gitops init", () => {
  test("shows what it would write, and writes nothing", async () => {
    const text = await run("init");

    expect(text).toContain("  + layout: apps/{app}/overlays/{env}\n");
    expect(text).toContain("Nothing was written.");
    expect(() => read(".gitops/promotion.yaml")).toThrow("ENOENT");
  });

  test("writes a config that holds, and the workflows under the name the suite is published by", async () => {
    await run("init", "--write", "--suite", "acme/gitops-actions");

    expect(read(".gitops/promotion.yaml")).toMatchInlineSnapshot(`
      "# How images are promoted here. \`gitops plan\` shows what it makes of it.
      # yaml-language-server: $schema=https://raw.githubusercontent.com/acme/gitops-actions/v1/promotion.schema.json
      version: 1
      layout: apps/{app}/overlays/{env}
      # Name your deploy App, or check-promotion and gitops plan take its records for a stranger's:
      # trust: { actors: ["NAME[bot]"] }
      environments:
        dev: { delivery: commit }
        staging:
          from: dev
          gates:
            verified: { soak: 30m }
        prod:
          from: staging
          gates:
            verified: { soak: 24h }
            approvals: { count: 1 }
      apps:
        cart: { repository: acme/cart }
        search: { repository: acme/search }
      "
    `);
    expect(await run("plan", "--all")).toContain("4 current");
    expect(read(".github/workflows/promote.yml")).toContain(
      "        type: choice\n        options:\n          - cart\n          - search\n",
    );
    for (const name of ["deploy-dev", "promote", "verify", "sweep", "check-promotion"]) {
      expect(read(`.github/workflows/${name}.yml`)).toContain("uses: acme/gitops-actions/.github/");
    }
  });

  test("verifies the one environment of a repository that promotes nothing", async () => {
    for (const environment of ["staging", "prod"]) {
      for (const app of ["cart", "search"])
        rmSync(join(folder, "apps", app, "overlays", environment), { recursive: true });
    }

    await run("init", "--write");

    const { include } = parse(read(".github/workflows/verify.yml")).jobs.verify.strategy.matrix;
    expect(include).toEqual([{ environment: "dev", apps: "cart\nsearch\n" }]);
  });

  test.each(["acme-deploy", "acme-deploy[bot]"])("--deploy-app %s is trusted", async (name) => {
    await run("init", "--write", "--deploy-app", name);

    const config = loadConfig(read(".gitops/promotion.yaml"), "promotion.yaml");
    expect(config.trustedActors).toEqual(["acme-deploy[bot]"]);
  });

  test("refuses a name that no App has", async () => {
    await expect(run("init", "--deploy-app", "Acme Deploy")).rejects.toMatchObject({
      code: "input-invalid",
    });
  });

  test("verifies every app of the environments that others are promoted from, soaks included", async () => {
    put("apps/mail/overlays/dev/kustomization.yaml", overlay("mail"));

    await run("init", "--write");

    const { on, jobs } = parse(read(".github/workflows/verify.yml"));
    expect(on).toMatchObject({
      push: { branches: ["main"] },
      schedule: [{ cron: "*/20 * * * *" }],
    });
    expect(jobs.verify.strategy.matrix.include).toEqual([
      { environment: "dev", apps: "cart\nmail\nsearch\n" },
      { environment: "staging", apps: "cart\nsearch\n" },
    ]);
  });

  test.each([
    [
      "environments/{env}/{app}",
      (app: string, env: string) => `environments/${env}/${app}/values.yaml`,
    ],
    [
      "clusters/{env}/{app}",
      (app: string, env: string) => `clusters/${env}/${app}/helmrelease.yaml`,
    ],
    ["overlays/{env}", (_: string, env: string) => `overlays/${env}/kustomization.yaml`],
  ])("finds the layout %s", async (layout, path) => {
    rmSync(join(folder, "apps"), { recursive: true });
    for (const environment of ["dev", "prod"]) put(path("cart", environment), overlay("cart"));

    expect(await run("init")).toContain(`  + layout: ${layout}\n`);
  });

  test("leaves alone what is there, and refuses a repository without apps", async () => {
    put(".github/workflows/sweep.yml", "mine\n");

    expect(await run("init", "--write")).toContain("sweep.yml is there and stays as it is.");
    expect(read(".github/workflows/sweep.yml")).toBe("mine\n");

    rmSync(join(folder, "apps"), { recursive: true });
    rmSync(join(folder, ".gitops"), { recursive: true });
    await expect(run("init")).rejects.toMatchObject({ code: "layout-invalid" });
  });
});

describe("gitops button", () => {
  test("brings the lists up to date and changes nothing else", async () => {
    await run("button", "--write");
    const before = read(".github/workflows/promote.yml");
    put("apps/mail/overlays/staging/kustomization.yaml", overlay("mail"));

    expect(await run("button", "--write")).toBe(
      ".github/workflows/promote.yml\n  +           - mail\n",
    );
    expect(read(".github/workflows/promote.yml")).toBe(
      before.replace("          - cart\n", "          - cart\n          - mail\n"),
    );
    expect(await run("button")).toBe(".github/workflows/promote.yml is up to date.\n");
  });

  test("brings what is verified up to date, and keeps what was filled in", async () => {
    await run("init", "--write");
    const path = ".github/workflows/verify.yml";
    const mine = read(path)
      .replace("ment: staging\n", "ment: staging\n            server: https://staging\n")
      .replace(/argocd-server: .*/, "status-contexts: argocd/{app}-{env}");
    put(path, mine);
    put("apps/mail/overlays/dev/kustomization.yaml", overlay("mail"));

    await run("button", "--write");

    expect(read(path)).toContain("      status-contexts: argocd/{app}-{env}\n");
    const { include } = parse(read(path)).jobs.verify.strategy.matrix;
    expect(include).toEqual([
      { environment: "dev", apps: "cart\nmail\nsearch\n" },
      { environment: "staging", apps: "cart\nsearch\n", server: "https://staging" },
    ]);
    expect(await run("button")).toContain(`${path} is up to date.`);
  });

  test.each([
    ["no such input", "on:\n  workflow_dispatch:\n"],
    ["an input on one line", "    inputs:\n      app_name: { type: string }\n"],
    ["a matrix of another kind", "      matrix:\n        include:\n          - os: linux\n"],
  ])("%s stays as it is", (_, text) => {
    expect(withChoices(text, "app_name", ["a"])).toBe(text);
    expect(withVerified(text, [{ environment: "dev", apps: ["a"] }])).toBe(text);
  });
});

describe("gitops doctor", () => {
  const owners = "* @acme/platform\n";

  test("finds nothing in a repository in order", async () => {
    await run("init", "--write");
    put(".github/CODEOWNERS", owners);

    expect(await run("doctor")).toMatch(/: 0 errors, 0 warnings, 0 notices; only files looked at/);
  });

  test.each([
    ["no CODEOWNERS", {}, /warning there is no CODEOWNERS/],
    [
      "a line that GitHub passes over",
      { ".github/CODEOWNERS": `${owners}/apps/ team-leads\n` },
      /error \.github\/CODEOWNERS:2: GitHub passes over the line of \/apps\/: "team-leads" is no/,
    ],
    [
      "a second CODEOWNERS",
      { ".github/CODEOWNERS": owners, CODEOWNERS: owners },
      /error CODEOWNERS: is not read/,
    ],
    [
      "a policy that nobody owns",
      { ".github/CODEOWNERS": "/apps/ @acme/apps\n" },
      /error .*nobody owns \.gitops\/promotion\.yaml/,
    ],
    [
      "an environment that nobody owns",
      { ".github/CODEOWNERS": `${owners}**/prod/\n` },
      /warning .*nobody owns the files of 2 of 2 apps in prod, such as apps\/cart\/overlays\/prod/,
    ],
    [
      "a parameter file of Argo CD",
      { ".argocd-source-cart-dev.yaml": "kustomize: {}\n" },
      /error \.argocd-source-cart-dev\.yaml: Argo CD takes images from here/,
    ],
    [
      "replicas beside an autoscaler",
      {
        "apps/cart/base/deployment.yaml":
          "kind: Deployment\nmetadata: { name: cart }\nspec: { replicas: 3 }\n",
        "apps/cart/base/hpa.yaml":
          "kind: HorizontalPodAutoscaler\nspec:\n  scaleTargetRef: { kind: Deployment, name: cart }\n",
      },
      /warning apps\/cart\/base\/deployment\.yaml:3: Deployment cart states replicas, which the autoscaler in apps\/cart\/base\/hpa\.yaml owns/,
    ],
    [
      "a file that cannot be read",
      { "apps/cart/overlays/dev/kustomization.yaml": "images: [\n" },
      /error apps\/cart\/overlays\/dev\/kustomization\.yaml:\d+: cart in dev cannot be promoted/,
    ],
    [
      "an app without an image where it has one elsewhere",
      { "apps/cart/overlays/prod/kustomization.yaml": "resources: [../../base]\n" },
      /error cart in prod cannot be promoted: no image of cart in prod was found in apps\/cart\/overlays\/prod\/kustomization\.yaml\n {2}List the image under "images"/,
    ],
    [
      "an app without any image, which is no mistake",
      { "apps/infra/overlays/prod/kustomization.yaml": "resources: [../../base]\n" },
      /notice infra in prod cannot be promoted: no image/,
    ],
    [
      "an image in a file that is not looked at",
      {
        "apps/cart/overlays/prod/kustomization.yaml": `resources: [worker.yaml, web.yaml]\n${overlay("cart")}`,
        "apps/cart/overlays/prod/worker.yaml":
          "kind: Pod\nspec: { containers: [{ name: w, image: 'ghcr.io/acme/worker:v1' }] }\n",
        "apps/cart/overlays/prod/web.yaml":
          "kind: Pod\nspec: { containers: [{ name: w, image: cart }] }\n",
      },
      /warning apps\/cart\/overlays\/prod\/worker\.yaml:2: ghcr\.io\/acme\/worker of cart in prod is not looked at.*\n.*\nwarning there is no CODEOWNERS/,
    ],
    [
      "an app of unknown origin",
      {
        ".gitops/promotion.yaml":
          "version: 1\nenvironments:\n  dev: {}\n  prod: { from: dev }\napps:\n  cart: { repository: acme/cart }\n",
      },
      /warning .*repository is missing for 1 of 2 apps, such as search/,
    ],
    [
      "an environment without apps",
      { ".gitops/promotion.yaml": "version: 1\nenvironments:\n  dev: {}\n  qa: { from: dev }\n" },
      /warning .*environment qa has no app/,
    ],
    [
      "a config that does not hold",
      { ".gitops/promotion.yaml": "version: 2\n" },
      /error \.gitops\/promotion\.yaml:\d+: /,
    ],
    [
      "windows that never open",
      {
        ".gitops/promotion.yaml":
          "version: 1\nenvironments:\n  dev: {}\n  prod: { from: dev, gates: { windows: { app-project: prod } } }\n",
        "argocd/projects/prod.yaml": `apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: { name: prod }\nspec:\n  syncWindows:\n    - { kind: allow, schedule: "0 10 * * *", duration: 6h, applications: ["*"] }\n    - { kind: deny, schedule: "0 0 * * *", duration: 24h, applications: ["*"] }\n`,
      },
      /error argocd\/projects\/prod\.yaml:\d+: .*never/,
    ],
  ])("finds %s", async (_, files, expected) => {
    await run("init", "--write");
    for (const [path, text] of Object.entries(files)) put(path, text);

    expect(await run("doctor")).toMatch(expected);
  });

  test("does not take another app's autoscaler for this one's", async () => {
    put(
      "apps/cart/base/deployment.yaml",
      "kind: Deployment\nmetadata: { name: web }\nspec: { replicas: 3 }\n",
    );
    put(
      "apps/search/base/hpa.yaml",
      "kind: HorizontalPodAutoscaler\nspec:\n  scaleTargetRef: { kind: Deployment, name: web }\n",
    );

    expect(await run("doctor")).not.toContain("states replicas");
  });

  test("fails when there is an error, and says so when there is nothing to promote", async () => {
    rmSync(join(folder, "apps"), { recursive: true });

    expect(await run("doctor")).toContain("error no app was found");
    expect(process.exitCode).toBe(1);
  });
});

describe("gitops trust", () => {
  const policy = (sub: string): string =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Principal: {
          Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
        },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
          StringLike: { "token.actions.githubusercontent.com:sub": sub },
        },
      },
    });

  test.each([
    ["repo:acme/*", "too broad", 1],
    ["repo:acme/checkout:ref:refs/heads/main", "good", 0],
  ])("%s is %s", async (sub, rating, code) => {
    put("trust.json", policy(sub));

    const text = await run("trust", join(folder, "trust.json"));

    expect(text.split("\n")[0]).toMatch(new RegExp(`^AWS trusts .*: ${rating}$`));
    expect(text).toContain("Tighter, to paste");
    expect(process.exitCode ?? 0).toBe(code);
  });

  test("--json gives the report, and a file that is not there is told", async () => {
    put("trust.json", policy("repo:acme/*"));

    expect(JSON.parse(await run("trust", join(folder, "trust.json"), "--json"))).toMatchObject({
      rating: "too-broad",
    });
    await expect(run("trust", "nowhere.json")).rejects.toThrow("cannot be read");
    await expect(run("trust")).rejects.toThrow("wants one file");
  });
});
