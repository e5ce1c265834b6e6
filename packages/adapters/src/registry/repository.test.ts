import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDigest, parseImageName } from "@gitops-actions/core/image";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type HttpReply,
  type HttpRequest,
  HttpServer,
} from "../../../../test/support/github/http-server.ts";
import { RegistryFailure } from "./failure.ts";
import { openRepository, type Repository } from "./repository.ts";

const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, layers: [] }));
const digest = parseDigest(`sha256:${createHash("sha256").update(manifest).digest("hex")}`);
const found: HttpReply = {
  status: 200,
  headers: { "content-type": "application/vnd.oci.image.manifest.v1+json" },
  body: manifest,
};

let server: HttpServer;
let answer: (request: HttpRequest) => HttpReply;
let seen: HttpRequest[];
let folder: string;
const host = (): string => new URL(server.url).host;

beforeEach(async () => {
  seen = [];
  answer = () => found;
  folder = mkdtempSync(join(tmpdir(), "docker-config-"));
  server = await HttpServer.start(async (request) => {
    seen.push(request);
    return answer(request);
  });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function open(config: object = {}, waitMs = 30_000): Repository {
  const dockerConfigFile = join(folder, "config.json");
  writeFileSync(dockerConfigFile, JSON.stringify(config));
  return openRepository(parseImageName(`${host()}/org/app`), {
    dockerConfigFile,
    access: "pull",
    deadline: Date.now() + waitMs,
    signal: new AbortController().signal,
    say: () => undefined,
  });
}

const loginOf = (user: string, password: string) => ({
  auths: { [host()]: { auth: Buffer.from(`${user}:${password}`).toString("base64") } },
});

const reply = (status: number, value: object = {}, headers = {}): HttpReply => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: Buffer.from(JSON.stringify(value)),
});

const challenge = (): HttpReply =>
  reply(
    401,
    {},
    {
      "www-authenticate": `Bearer realm="${server.url}/token",service="registry",scope="repository:org/app:pull"`,
    },
  );

/** A registry with tokens; one ends after so many uses. */
function withTokens(uses: number): void {
  let left = 0;
  answer = ({ url, headers }) => {
    if (url.pathname === "/token") {
      left = uses;
      return reply(200, { token: "short-lived" });
    }
    if (headers["authorization"] !== "Bearer short-lived" || left === 0) return challenge();
    left -= 1;
    return found;
  };
}

describe("a login", () => {
  test("is exchanged for a token of this repository alone", async () => {
    withTokens(10);

    expect(await open(loginOf("ci", "pw:with:colons")).manifest("v1")).toMatchObject({ digest });

    const token = seen.find(({ url }) => url.pathname === "/token");
    expect(Object.fromEntries(token?.url.searchParams ?? [])).toEqual({
      service: "registry",
      scope: "repository:org/app:pull",
    });
    expect(token?.headers["authorization"]).toBe(
      `Basic ${Buffer.from("ci:pw:with:colons").toString("base64")}`,
    );
  });

  test("is used again when a token ends meanwhile, and not asked for before", async () => {
    withTokens(2);
    const repository = open(loginOf("ci", "pw"));

    for (let call = 0; call < 4; call += 1) await repository.manifest("v1");

    expect(seen.filter(({ url }) => url.pathname === "/token")).toHaveLength(2);
  });

  test("with Basic costs no request of its own", async () => {
    answer = ({ headers }) => (headers["authorization"]?.startsWith("Basic ") ? found : reply(401));

    const repository = open(loginOf("ci", "pw"));
    await repository.manifest("v1");

    expect(repository.requests).toBe(1);
  });

  test("by an identity token goes the way of OAuth", async () => {
    withTokens(10);

    await open({ auths: { [host()]: { identitytoken: "refresh-me" } } }).manifest("v1");

    const token = seen.find(({ url }) => url.pathname === "/token");
    expect(token?.method).toBe("POST");
    expect(Object.fromEntries(new URLSearchParams(token?.body.toString()))).toMatchObject({
      grant_type: "refresh_token",
      refresh_token: "refresh-me",
      scope: "repository:org/app:pull",
    });
  });

  test("that is refused is told once, not tried again", async () => {
    answer = () => reply(401, { errors: [{ code: "UNAUTHORIZED", message: "who are you" }] });

    await expect(open(loginOf("ci", "wrong")).manifest("v1")).rejects.toMatchObject({
      kind: "unauthorized",
      message: "UNAUTHORIZED: who are you",
    });
    expect(seen).toHaveLength(1);
  });

  test("is never sent to a place without TLS outside this machine", async () => {
    answer = () =>
      reply(401, {}, { "www-authenticate": 'Bearer realm="http://evil.example/token"' });

    await expect(open(loginOf("ci", "pw")).manifest("v1")).rejects.toThrow("no https address");
  });
});

describe("a manifest", () => {
  test("that is not there is undefined", async () => {
    answer = () => reply(404, { errors: [{ code: "MANIFEST_UNKNOWN" }] });

    expect(await open().manifest("v1")).toBeUndefined();
    expect(await open().digest("v1")).toBeUndefined();
  });

  test("whose bytes are not those of its digest is refused", async () => {
    const other = `sha256:${"0".repeat(64)}`;

    await expect(open({}, 0).manifest(other)).rejects.toThrow(`under ${other}`);
  });

  test.each([
    ["no JSON", "<html>"],
    ["a digest that is none", JSON.stringify({ layers: [{ digest: "sha256:1" }] })],
  ])("that is %s is refused", async (_, text) => {
    answer = () => ({ ...found, body: Buffer.from(text) });

    await expect(open().manifest("v1")).rejects.toBeInstanceOf(RegistryFailure);
  });

  test("larger than any is not read to its end", async () => {
    answer = () => ({ ...found, body: Buffer.alloc(9_000_000, " ") });

    await expect(open().manifest("v1")).rejects.toThrow("larger than");
  });
});

describe("a failure that can pass", () => {
  test.each([
    ["429 with retry-after", reply(429, {}, { "retry-after": "0" })],
    ["503", reply(503)],
    ["a reply cut off", { ...found, cutAfterBytes: 5 }],
    ["a connection that ends", { ...found, cutAfterBytes: 0 }],
  ])("%s is tried again", async (_, failure) => {
    const replies = [failure];
    answer = () => replies.pop() ?? found;

    expect(await open().manifest("v1")).toMatchObject({ digest });
  });

  test("is told when the time is up", async () => {
    answer = () => reply(503);

    await expect(open({}, 0).manifest("v1")).rejects.toMatchObject({ kind: "unavailable" });
  });
});

describe("referrers", () => {
  const listed = { mediaType: "application/vnd.oci.image.manifest.v1+json", digest, size: 1 };
  const index = reply(
    200,
    { schemaVersion: 2, manifests: [listed] },
    {
      "content-type": "application/vnd.oci.image.index.v1+json",
    },
  );

  test("come from the API where there is one", async () => {
    answer = () => index;

    expect(await open().referrers(digest)).toMatchObject([{ digest }]);
    expect(seen).toHaveLength(1);
  });

  test.each([
    ["404", reply(404)],
    ["a page of its own", { ...found, headers: { "content-type": "text/html" } }],
  ])("come from the fallback tag where the API answers %s", async (_, without) => {
    answer = ({ url }) => (url.pathname.includes("/referrers/") ? without : index);

    expect(await open().referrers(digest)).toMatchObject([{ digest }]);
    expect(seen.at(-1)?.url.pathname).toBe(`/v2/org/app/manifests/${digest.replace(":", "-")}`);
  });
});
