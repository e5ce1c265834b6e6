import type { IncomingMessage } from "node:http";
import type { RequestOptions } from "node:https";

/** How a server proves itself, and how we prove ourselves to it below HTTP. */
export interface Tls {
  /** Certificates in PEM form that are trusted instead of the usual ones. */
  readonly ca?: string | undefined;
  /** Our own certificate and its key, in PEM form. */
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  /** The name the server's certificate is for, where that is not its host. */
  readonly serverName?: string | undefined;
  /** Whether any certificate will do. */
  readonly isInsecure?: boolean | undefined;
}

export interface HttpRequest {
  readonly url: URL;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly tls?: Tls | undefined;
  /** Without a byte for so long the connection counts as dead. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A server that gave no whole answer: no route, no trust, a dropped connection, or too much. */
export class HttpFailure extends Error {
  override readonly name = "HttpFailure";
  /** Node's code, such as `ECONNREFUSED` or `DEPTH_ZERO_SELF_SIGNED_CERT`. */
  readonly code: string | undefined;

  constructor(message: string, { code, cause }: { code?: string | undefined; cause?: unknown }) {
    super(message, { cause });
    this.code = code;
  }
}

/** More than any answer that is of use; 50,000 series of a query are below it. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * The whole answer to one request. It follows no redirect, so credentials go nowhere else, and never
 * retries. `node:http` and not `fetch`: that takes no certificate authority of its own, and loading it costs a
 * process half as much again as Node's whole start.
 * @throws `HttpFailure`; the signal's reason when aborted
 */
export async function sendRequest(request: HttpRequest): Promise<HttpReply> {
  const { status, headers, chunks } = await openStream(request);
  let body = "";
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new HttpFailure(`the answer is larger than ${MAX_BODY_BYTES} bytes`, {});
    }
    body += chunk;
  }
  return { status, headers, body };
}

/** An answer whose body comes in pieces of text. */
export interface HttpStream extends Omit<HttpReply, "body"> {
  readonly chunks: AsyncIterable<string>;
}

/** The beginning of an answer, its body to be read as it comes. @throws as {@link sendRequest} */
export async function openStream(request: HttpRequest): Promise<HttpStream> {
  const { url, method = "GET", headers = {}, body, tls = {}, timeoutMs, signal } = request;
  signal.throwIfAborted();
  // Loaded when there is something to ask. Both honour the proxy variables through Node's global agents.
  const client = url.protocol === "https:" ? await import("node:https") : await import("node:http");
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(failureOf(error, { url, signal }));
    const options = { method, headers, signal, timeout: timeoutMs, ...tlsOptions(tls) };
    const receive = (reply: IncomingMessage): void => {
      resolve({
        status: reply.statusCode ?? 0,
        headers: reply.headers,
        chunks: chunksOf(reply, { url, signal }),
      });
    };
    const sent = client.request(url, options, receive);
    sent.on("error", fail);
    sent.on("timeout", () => {
      sent.destroy(new HttpFailure(`no answer within ${timeoutMs / 1000} s`, { code: "TIMEOUT" }));
    });
    sent.end(body);
  });
}

function tlsOptions({ ca, certificate, key, serverName, isInsecure }: Tls): RequestOptions {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { servername: serverName }),
    ...(isInsecure === true ? { rejectUnauthorized: false } : {}),
  };
}

interface Asked {
  readonly url: URL;
  readonly signal: AbortSignal;
}

async function* chunksOf(reply: IncomingMessage, asked: Asked): AsyncGenerator<string> {
  reply.setEncoding("utf8");
  try {
    for await (const chunk of reply) yield String(chunk);
  } catch (error) {
    throw failureOf(error, asked);
  }
}

function failureOf(error: unknown, { url, signal }: Asked): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof HttpFailure) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  const said = error instanceof Error && error.message !== "" ? error.message : (code ?? "");
  return new HttpFailure(`${url.host}: ${said}`, { code, cause: error });
}

/** Whether the server was there, and its certificate is none that we trust. */
export function isDistrust({ code = "" }: HttpFailure): boolean {
  return /CERT|SELF_SIGNED|ISSUER|ALTNAME/.test(code);
}
