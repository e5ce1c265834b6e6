import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readLogin } from "./credentials.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "docker-config-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function login(config: unknown, host = "ghcr.io"): ReturnType<typeof readLogin> {
  const file = join(folder, "config.json");
  writeFileSync(file, typeof config === "string" ? config : JSON.stringify(config));
  return readLogin(host, file);
}

const auth = Buffer.from("ci:secret").toString("base64");
const ci = { username: "ci", password: "secret" };

test.each([
  ["by host", { "ghcr.io": { auth } }, "ghcr.io"],
  ["by address", { "https://ghcr.io": { auth } }, "ghcr.io"],
  ["in two words", { "ghcr.io": { username: "ci", password: "secret" } }, "ghcr.io"],
  ["of Docker Hub", { "https://index.docker.io/v1/": { auth } }, "docker.io"],
])("finds a login %s", (_, auths, host) => {
  expect(login({ auths }, host)).toMatchObject(ci);
});

test.each([
  ["a login for another host", { auths: { "evil-ghcr.io": { auth } } }],
  ["an empty entry, as docker leaves it beside a helper", { auths: { "ghcr.io": {} } }],
  ["a config that is none", "{"],
  ["a helper that is not there", { credsStore: "nowhere" }],
  ["a helper whose name leads elsewhere", { credHelpers: { "ghcr.io": "../../tmp/x" } }],
])("%s is none", (_, config) => {
  expect(login(config)).toBeUndefined();
});

test.each([
  ["a name and a password", "ci", ci],
  ["an identity token", "<token>", { identityToken: "secret" }],
])("asks the helper of the host for %s", (_, Username, expected) => {
  const helper = join(folder, "docker-credential-fake");
  const answer = JSON.stringify({ ServerURL: "ghcr.io", Username, Secret: "secret" });
  writeFileSync(
    helper,
    `#!/bin/sh\nread host\n[ "$1 $host" = "get ghcr.io" ] && echo '${answer}'\n`,
  );
  chmodSync(helper, 0o755);
  vi.stubEnv("PATH", [folder, process.env["PATH"]].join(delimiter));

  expect(login({ credHelpers: { "ghcr.io": "fake" } })).toMatchObject(expected);
});
