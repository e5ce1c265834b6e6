import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect } from "node:net";

/** An HTTP proxy on loopback: forwards requests and tunnels, and tells where to. */
export class LocalProxy {
  readonly url: string;
  /** Hosts with ports, in the order in which they were asked for. */
  readonly hosts: string[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    const { port } = server.address() as AddressInfo; // a server listening on TCP has one
    this.url = `http://127.0.0.1:${port}`;
    this.#server = server;
    server.on("request", (asked: IncomingMessage, answer: ServerResponse) => {
      this.#forward(asked, answer);
    });
    server.on("connect", ({ url = "" }: IncomingMessage, socket) => {
      this.hosts.push(url);
      const { hostname, port: target } = new URL(`http://${url}`);
      const tunnel = connect(Number(target), hostname, () => {
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        tunnel.pipe(socket).pipe(tunnel);
      });
      for (const end of [tunnel, socket]) end.on("error", () => tunnel.destroy());
    });
  }

  static async start(): Promise<LocalProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new LocalProxy(server);
  }

  #forward(asked: IncomingMessage, answer: ServerResponse): void {
    const { method, headers, url = "" } = asked;
    this.hosts.push(new URL(url).host);
    const onward = request(url, { method, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
