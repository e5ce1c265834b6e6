import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http, { type RequestListener } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describeWithRealPart } from "../../../../test/support/real-parts.ts";
import { type HttpFailure, type HttpRequest, isDistrust, sendRequest } from "./request.ts";

const signal = AbortSignal.timeout(30_000);

/** A server on loopback for the time of a test. */
async function serve(
  listener: RequestListener,
  tls?: { readonly key: string; readonly cert: string },
) {
  const server =
    tls === undefined ? http.createServer(listener) : https.createServer({ ...tls }, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    url: new URL(`${tls === undefined ? "http" : "https"}://127.0.0.1:${port}/path?query=1`),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function ask(url: URL, more: Partial<HttpRequest> = {}) {
  return sendRequest({ url, timeoutMs: 5_000, signal, ...more });
}

/** Why a request came to nothing. */
async function failureOf(asking: Promise<unknown>): Promise<HttpFailure> {
  const failure = await asking.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toHaveProperty("name", "HttpFailure");
  return failure as HttpFailure; // its name was looked at
}

describe("sendRequest", () => {
  test("method, headers, query and body arrive; status and body come back", async () => {
    await using server = await serve(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      response
        .writeHead(201)
        .end(`${request.method} ${request.url} ${request.headers["x-a"]} ${body}`);
    });

    const reply = await ask(server.url, { method: "POST", headers: { "x-a": "b" }, body: "ü" });

    expect(reply).toMatchObject({ status: 201, body: "POST /path?query=1 b ü" });
  });

  test("a redirect is an answer, and nothing is sent to where it leads", async () => {
    let wasAsked = false;
    await using other = await serve((_, response) => {
      wasAsked = true;
      response.end();
    });
    await using server = await serve((_, response) => {
      response.writeHead(302, { location: other.url.href }).end();
    });

    const reply = await ask(server.url, { headers: { authorization: "Bearer secret" } });

    expect(reply.status).toBe(302);
    expect(wasAsked).toBe(false);
  });

  test("a connection that is dropped in the middle is a failure, not a short answer", async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half");
      setImmediate(() => response.destroy());
    });

    expect((await failureOf(ask(server.url))).message).toContain("127.0.0.1");
  });

  test("a server that says nothing is given up", async () => {
    await using server = await serve(() => {});

    const failure = await failureOf(ask(server.url, { timeoutMs: 100 }));

    expect(failure).toMatchObject({ code: "TIMEOUT", message: "no answer within 0.1 s" });
  });

  test("nobody there is told with the host", async () => {
    const failure = await failureOf(ask(new URL("http://127.0.0.1:1/")));

    expect(failure).toMatchObject({ code: "ECONNREFUSED" });
    expect(failure.message).toContain("127.0.0.1:1");
  });

  test("an answer without end is cut off", async () => {
    await using server = await serve((_, response) => {
      const piece = "x".repeat(1024 * 1024);
      const more = (): void => {
        while (!response.destroyed && response.write(piece));
      };
      response.on("drain", more);
      more();
    });

    expect((await failureOf(ask(server.url))).message).toContain("larger than");
  });

  test("aborted, it throws the reason", async () => {
    await using server = await serve(() => {});
    const over = new AbortController();
    const asking = ask(server.url, { signal: over.signal });

    over.abort(new Error("cancelled"));

    await expect(asking).rejects.toThrow("cancelled");
  });
});

describeWithRealPart("openssl", "certificates", (openssl) => {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  const files = { key: join(folder, "key.pem"), cert: join(folder, "cert.pem") };
  const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"];
  const subject = ["-subj", "/CN=local", "-addext", "subjectAltName=IP:127.0.0.1"];
  execFileSync(openssl, [...made, ...subject, "-keyout", files.key, "-out", files.cert], {
    stdio: "ignore",
  });
  const tls = { key: readFileSync(files.key, "utf8"), cert: readFileSync(files.cert, "utf8") };
  rmSync(folder, { recursive: true });

  test("one signed by itself is refused, and told apart from an outage", async () => {
    await using server = await serve((_, response) => response.end("ok"), tls);

    expect(isDistrust(await failureOf(ask(server.url)))).toBe(true);
  });

  test.each([
    ["its own authority", { ca: tls.cert }],
    ["anything, where that is asked for", { isInsecure: true }],
  ])("%s is trusted", async (_, trust) => {
    await using server = await serve((_request, response) => response.end("ok"), tls);

    expect(await ask(server.url, { tls: trust })).toMatchObject({ status: 200, body: "ok" });
  });
});
