import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { listWorkspace } from "@gitops-actions/adapters/workspace";
import { thirdParties } from "@gitops-actions/tooling/workflows/third-party";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runWithAct } from "../support/act.ts";
import { LocalGitHub } from "../support/github/index.ts";
import { gitopsRepository } from "../support/gitops-repository.ts";
import { ImageWorld, imageParts } from "../support/image-journey.ts";
import { makeWorld, type World } from "../support/journey.ts";
import { describeWithRealParts, realPart } from "../support/real-parts.ts";

/** What a runner tells that act leaves out. */
const runnerIds = {
  GITHUB_REPOSITORY_ID: "1",
  GITHUB_REPOSITORY_OWNER_ID: "2",
  GITHUB_WORKFLOW_REF: "acme/checkout/.github/workflows/ci.yml@refs/heads/main",
  RUNNER_ENVIRONMENT: "github-hosted",
};

/** The files below a folder by path. */
function filesOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    listWorkspace(folder).map((path) => [path, readFileSync(join(folder, path), "utf8")]),
  );
}

describeWithRealParts(["act", ...imageParts], "an app's pipeline", () => {
  let github: LocalGitHub;
  let world: World;
  let images: ImageWorld;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "pipeline-"));
    [github, images] = await Promise.all([LocalGitHub.start(), ImageWorld.start([])]);
    const files = gitopsRepository({ apps: ["checkout"], image: (app) => images.name(app) });
    world = await makeWorld(github, { files });
    // Nobody logs in to ghcr.io from here, and there is no daemon that Grype's image could be pulled to.
    const docker = join(folder, "docker");
    writeFileSync(
      docker,
      `#!/bin/sh
case "$1" in
  login) exec cat > /dev/null ;;
  create) echo grype ;;
  cp) exec cp ${realPart("grype")} "$3" ;;
  rm) ;;
  *) exec ${realPart("docker")} "$@" ;;
esac
`,
    );
    chmodSync(docker, 0o755);
  });
  afterAll(async () => {
    await Promise.all([github[Symbol.asyncDispose](), images[Symbol.asyncDispose]()]);
    rmSync(folder, { recursive: true });
  });

  /** In place of an action of somebody else's that cannot be downloaded here: one that does nothing. */
  function standIn(action: string): Record<string, string> {
    const path = join(folder, "actions", action);
    const runs = { using: "composite", steps: [{ run: "true", shell: "sh" }] };
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "action.yml"), JSON.stringify({ name: action, runs }));
    return { [`${action}@${thirdParties.get(action)?.commit}`]: path };
  }

  test("carries a push to dev, built, scanned, signed and tagged on the way", async () => {
    const image = images.name("checkout");
    const context = images.context({ deb: { openssl: "3.0.1-1" } });
    cpSync(images.sigstore.trustedRootFile, join(context, "trusted-root.json"));
    const { app, gitops } = world;
    const { PATH: path = "", ...env } = images.environment;
    const sha = images.sigstore.claims.sha;

    const run = await runWithAct(realPart("act") ?? "", {
      github,
      repository: "acme/checkout",
      files: {
        ...filesOf(context),
        ".github/workflows/ci.yml": `on: push
jobs:
  pipeline:
    uses: org/gitops-actions/.github/workflows/pipeline.yml@v1
    with:
      image: ${image}
      gitops-repository: acme/gitops
      delivery: commit
      app-client-id: ${app.clientId}
      fulcio-url: ${images.sigstore.url}
      rekor-url: ${images.sigstore.url}
      trusted-root: trusted-root.json
    secrets:
      DEPLOY_APP_PRIVATE_KEY: \${{ secrets.KEY }}
`,
      },
      event: { name: "push", payload: { repository: { pushed_at: Date.now() / 1000 } } },
      secrets: { KEY: app.privateKey },
      env: { ...env, SHA_REF: sha, ...runnerIds },
      programs: [folder, path].join(delimiter),
      actions: standIn("docker/setup-buildx-action"),
    });

    expect(run.exitCode, run.output).toBe(0);
    const tag = `sha-${sha.slice(0, 12)}`;
    const digest = (await images.tool("crane", ["digest", `${image}:${tag}`])).stdout.trim();
    expect(await gitops.file("apps/checkout/overlays/dev/kustomization.yaml")).toMatch(
      new RegExp(`newTag: ${tag} .*\n +digest: ${digest}\n`),
    );
    expect(await images.cosign(["verify"], `${image}@${digest}`)).toMatchObject({ exitCode: 0 });
  });
});
