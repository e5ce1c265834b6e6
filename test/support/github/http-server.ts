import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The connection ends after so many bytes of the body; 0 = before any answer. */
  readonly cutAfterBytes?: number;
}

/** A server on loopback, on a port of the machine's choice, that answers one whole request with one whole reply. */
export class HttpServer {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    // A server listening on TCP has an address with a port.
    const { port } = server.address() as AddressInfo;
    this.url = `http://127.0.0.1:${port}`;
    this.#server = server;
  }

  static async start(answer: (request: HttpRequest) => Promise<HttpReply>): Promise<HttpServer> {
    const server = createServer((message, response) => {
      serve(message, response, answer).catch((error: unknown) => {
        // The client went away while its request was read or answered: nobody is left to tell.
        response.destroy(error instanceof Error ? error : undefined);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new HttpServer(server);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  answer: (request: HttpRequest) => Promise<HttpReply>,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, value?.toString()]),
  );
  const { method = "GET", url = "/" } = message;
  const { host = "127.0.0.1" } = headers;
  const reply = await answer({
    method,
    url: new URL(url, `http://${host}`),
    headers,
    body: Buffer.concat(chunks),
  });
  const { cutAfterBytes } = reply;
  if (cutAfterBytes === 0) return void response.destroy();
  response.writeHead(reply.status, { ...reply.headers, "content-length": reply.body.length });
  if (cutAfterBytes === undefined) return void response.end(method === "HEAD" ? "" : reply.body);
  response.write(reply.body.subarray(0, cutAfterBytes), () => response.destroy());
}
