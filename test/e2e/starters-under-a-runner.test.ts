import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "@gitops-actions/tooling/project";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ActRun, runWithAct } from "../support/act.ts";
import { LocalGitHub } from "../support/github/index.ts";
import { build, makeWorld, verify, type World } from "../support/journey.ts";
import { Person } from "../support/person.ts";
import { describeWithRealPart, realPart } from "../support/real-parts.ts";

const config = `version: 1
environments:
  dev: {}
  staging: { from: dev, gates: { verified: {} } }
  prod: { from: staging, gates: { verified: {} }, merge: auto }
apps:
  checkout: { repository: acme/checkout }
`;
let github: LocalGitHub;
let world: World;
let programs: string;

beforeEach(async () => {
  github = await LocalGitHub.start();
  world = await makeWorld(github, { files: { ".gitops/promotion.yaml": config } });
  programs = mkdtempSync(join(tmpdir(), "programs-"));
  program("docker", "cat > /dev/null");
  program("yq", `exec ${realPart("go-yq") ?? "yq"} "$@"`);
});
afterEach(async () => {
  rmSync(programs, { recursive: true });
  await github[Symbol.asyncDispose]();
});

/** A program that a GitHub runner has, as far as a workflow uses it. */
function program(name: string, script: string): void {
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(programs, name), 0o755);
}

/** Posts a commit status as a notification controller does that was given the App's token. */
async function notify(context: string): Promise<void> {
  const url = `${github.apiUrl}/repos/acme/gitops/statuses/${world.gitops.head()}`;
  const reply = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${world.token.value}`, "content-type": "application/json" },
    body: JSON.stringify({ state: "success", context }),
  });
  expect(reply.status).toBe(201);
}

/** Runs a starter in the GitOps repository, as it is copied there. */
async function start(
  act: string,
  name: string,
  run: Omit<ActRun, "github" | "repository" | "files">,
): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const { app, gitops } = world;
  const text = readFileSync(join(root, "workflows-templates", `${name}.yml`), "utf8");
  // The key is a secret of the environment gitops-deploy, which act does not know: it is handed over here.
  const key = `    secrets:\n      DEPLOY_APP_PRIVATE_KEY: \${{ secrets.DEPLOY_APP_PRIVATE_KEY }}\n`;
  const edited = text
    .replaceAll("$default-branch", "main")
    .replace(/ {6}argocd-server: .*/, "      status-contexts: argocd/{app}-{env}")
    .replace(/ {4}secrets:\n(?:.*\n)*/, "");
  const workflow = `${edited}${["check-promotion", "doctor"].includes(name) ? "" : key}`;
  return runWithAct(act, {
    github,
    repository: "acme/gitops",
    files: {
      [`.github/workflows/${name}.yml`]: workflow,
      ".gitops/promotion.yaml": (await gitops.file(".gitops/promotion.yaml")) ?? "",
    },
    variables: { DEPLOY_APP_CLIENT_ID: app.clientId },
    secrets: { DEPLOY_APP_PRIVATE_KEY: app.privateKey },
    programs,
    ...run,
  });
}

describeWithRealPart("act", "the starters of a GitOps repository", (act) => {
  const image = build("checkout", "sha-1111111");
  const dispatched = (inputs: object): ActRun["event"] => ({
    name: "workflow_dispatch",
    payload: { inputs },
  });

  test("deploy to dev, judge, promote by the button, and sweep up to prod", async () => {
    program("gh", `echo "$@" >> ${join(programs, "asked")}`);

    const deployed = await start(act, "deploy-dev", { event: dispatched({ image }) });
    expect(deployed.exitCode, deployed.output).toBe(0);
    const digest = image.slice(image.indexOf("@") + 1);
    expect(readFileSync(join(programs, "asked"), "utf8")).toContain(
      `attestation verify oci://ghcr.io/acme/checkout@${digest} --bundle-from-oci --repo acme/checkout --signer-workflow org/gitops-actions/.github/workflows/build.yml\n`,
    );
    expect(await world.gitops.file("apps/checkout/overlays/dev/kustomization.yaml")).toContain(
      "newTag: sha-1111111",
    );

    github.clock.advance(2_000); // what is posted in the second of the commit may be about the one before
    await notify("argocd/checkout-dev");
    const verified = await start(act, "verify", { event: { name: "schedule" } });
    expect(verified.exitCode, verified.output).toBe(0);

    const promoted = await start(act, "promote", {
      event: dispatched({
        app_name: "checkout",
        environment: "staging",
        image_tag: "sha-1111111",
      }),
    });
    expect(promoted.exitCode, promoted.output).toBe(0);
    const [pull] = world.gitops.pulls;
    expect(pull?.title).toBe("promote(checkout): staging <- sha-1111111");

    const payload = { pull_request: { number: 1 } };
    const reader = github.createToken({
      kind: "actions",
      permissions: {
        contents: "read",
        pull_requests: "read",
        statuses: "read",
        checks: "read",
        deployments: "read",
      },
    });
    const judged = await start(act, "check-promotion", {
      event: { name: "pull_request", payload },
      secrets: { GITHUB_TOKEN: reader.value },
    });
    expect(judged.exitCode, judged.output).toBe(0);

    await new Person(world, "ann").merge(1);
    await verify(world, { app: "checkout", environment: "staging", tag: "sha-1111111" });
    const swept = await start(act, "sweep", { event: { name: "schedule" } });
    expect(swept.exitCode, swept.output).toBe(0);
    expect(await world.gitops.file("apps/checkout/overlays/prod/kustomization.yaml")).toContain(
      "newTag: sha-1111111",
    );
  }, 180_000);

  test.each([
    ["another repository built it", "checkout", "exit 1", "exit status 1"],
    ["nobody says who may build it", "cart", "exit 0", "apps.cart.repository is missing"],
  ])("nothing is deployed when %s", async (_, app, gh, words) => {
    program("gh", gh);
    const head = world.gitops.head();

    const { exitCode, output } = await start(act, "deploy-dev", {
      event: dispatched({ image: build(app, "sha-1111111") }),
    });

    expect(exitCode).toBe(1);
    expect(output).toContain(words);
    expect(world.gitops.head()).toBe(head);
  });

  test("the sweep does not answer its own roll-up", async () => {
    github.requests.clear();

    const { exitCode } = await start(act, "sweep", {
      event: { name: "status", payload: { context: "gitops/promotion" } },
    });

    expect(exitCode).toBe(0);
    expect(github.requests.all).toEqual([]);
  });

  test("doctor looks at the checkout and at the settings, with the token of the job", async () => {
    const permissions = { contents: "read", actions: "read" } as const;
    const reader = github.createToken({ kind: "actions", permissions });

    const { exitCode, output } = await start(act, "doctor", {
      event: { name: "schedule" },
      secrets: { GITHUB_TOKEN: reader.value },
    });

    expect(exitCode).toBe(1);
    expect(output).toContain("there is no CODEOWNERS");
    expect(output).toContain("no rule of main requires the status gitops/promotion");
    expect(output).toContain("read as github-actions[bot] with the workflow's own token");
  });
});
