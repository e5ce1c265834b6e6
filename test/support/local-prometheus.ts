import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What a query is answered with: samples of a vector, an error of Prometheus, or an outage. */
export type Answer =
  | { readonly values: readonly (number | string)[] }
  | { readonly status: number; readonly errorType: string; readonly error: string }
  | "down";

/**
 * The query API of Prometheus on loopback, each query answered by a list of answers of which the last
 * stays. The shapes are those of a real one, which the tests with a real Prometheus compare.
 */
export class LocalPrometheus implements AsyncDisposable {
  readonly url: string;
  readonly queries: { readonly query: string; readonly authorization: string | undefined }[] = [];
  readonly #server: Server;
  readonly #answers = new Map<string, Answer[]>();

  static async start(): Promise<LocalPrometheus> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new LocalPrometheus(server);
  }

  private constructor(server: Server) {
    this.#server = server;
    const { port } = server.address() as AddressInfo; // it listens on a port
    this.url = `http://127.0.0.1:${port}`;
    server.on("request", async (request, response) => {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      const query = new URLSearchParams(body).get("query") ?? "";
      this.queries.push({ query, authorization: request.headers.authorization });
      const answers = this.#answers.get(query) ?? [{ values: [] }];
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer === undefined || answer === "down") {
        response.destroy();
        return;
      }
      const isError = "error" in answer;
      response.writeHead(isError ? answer.status : 200, { "content-type": "application/json" });
      response.end(
        JSON.stringify(isError ? { ...answer, status: "error" } : success(answer.values)),
      );
    });
  }

  answer(query: string, ...answers: Answer[]): void {
    this.#answers.set(query, answers);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

function success(values: readonly (number | string)[]): object {
  const result = values.map((value, index) => ({
    metric: { pod: `pod-${index}` },
    value: [1_700_000_000, String(value)],
  }));
  return { status: "success", data: { resultType: "vector", result } };
}
