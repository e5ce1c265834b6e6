import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "@gitops-actions/tooling/project";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";

interface Step {
  readonly run?: string;
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "registry-login-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What the step of a callable workflow prints that runs a command, whose program is a stand-in here. */
function runStep(
  workflow: string,
  { command, script, env }: { command: string; script: string; env: Record<string, string> },
): string {
  const text = readFileSync(join(root, ".github/workflows", `${workflow}.yml`), "utf8");
  const jobs: readonly { readonly steps?: readonly Step[] }[] = Object.values(parse(text).jobs);
  const steps = jobs.flatMap(({ steps = [] }) => steps);
  const step = steps.find(({ run }) => run?.includes(command));
  const path = join(folder, command.replace(/ .*/, ""));
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return execFileSync("bash", ["--norc", "-e", "-c", step?.run ?? "exit 1"], {
    encoding: "utf8",
    env: {
      PATH: `${folder}:${process.env["PATH"]}`,
      GITHUB_STEP_SUMMARY: join(folder, "summary"),
      ...env,
    },
  });
}

/** What the login of a callable workflow says and asks docker for, on a server, for an image. */
function logIn(
  workflow: string,
  { server, image = "", docker = "exit 0" }: { server: string; image?: string; docker?: string },
): string {
  return runStep(workflow, {
    command: "docker login",
    script: `echo "$@" with "$(cat)"\n${docker}`,
    env: { GITHUB_SERVER_URL: server, GITHUB_ACTOR: "ann", TOKEN: "t0k3n", IMAGE: image },
  });
}

const servers = [
  ["https://github.com", "ghcr.io"],
  ["https://acme.ghe.com", "containers.acme.ghe.com"],
  ["https://ghe.acme.example", "containers.ghe.acme.example"],
] as const;

test.each(
  ["build", "deploy-dev"].flatMap((workflow) => servers.map((one) => [workflow, ...one] as const)),
)("%s at %s logs in to %s for an image there, and for no other", (workflow, server, host) => {
  expect(logIn(workflow, { server, image: `${host}/acme/checkout` })).toBe(
    `login ${host} --username ann --password-stdin with t0k3n\n`,
  );
  for (const image of ["registry.acme.example/checkout", `${host}.example/checkout`, "checkout"]) {
    expect(logIn(workflow, { server, image })).toBe("");
  }
  const refused = { server, image: `${host}/acme/checkout`, docker: "exit 1" };
  expect(() => logIn(workflow, refused)).toThrow("Command failed");
});

test.each(
  ["promote", "sweep", "check-promotion"].flatMap((workflow) =>
    servers.map((one) => [workflow, ...one] as const),
  ),
)("%s at %s logs in to %s, and goes on where there is none", (workflow, server, host) => {
  const asked = `login ${host} --username ann --password-stdin with t0k3n\n`;

  expect(logIn(workflow, { server })).toBe(asked);
  expect(logIn(workflow, { server, docker: "exit 1" })).toBe(
    `${asked}::warning::docker is not logged in to ${host}; gates that read private images there wait.\n`,
  );
});

test.each(servers)("pipeline dispatches at %s", (server) => {
  const said = runStep("pipeline", {
    command: "gh workflow run",
    script: 'echo "$GH_HOST: $@"',
    env: {
      GITHUB_SERVER_URL: server,
      REPOSITORY: "acme/gitops",
      BRANCH: "main",
      IMAGE: "i",
      APP: "",
    },
  });

  const { host } = new URL(server);
  expect(said).toMatch(`${host}: workflow run deploy-dev.yml --repo acme/gitops --ref main`);
});
