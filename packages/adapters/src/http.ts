/** An answer, whole. */
export interface HttpReply {
  readonly status: number;
  readonly text: string;
}

/** Nothing is heard for so long. */
const TIMEOUT_MS = 10_000;

/**
 * The answer to one small request. Node's own client does it, since loading what is behind `fetch` costs a
 * process half as much again as Node's whole start.
 * @throws what `connectionFault` has words for; the signal's reason when aborted
 */
export async function send(
  url: string,
  request: {
    readonly method: "GET" | "POST";
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal: AbortSignal;
  },
): Promise<HttpReply> {
  const { method, headers, body = "", signal } = request;
  const client = url.startsWith("https:") ? await import("node:https") : await import("node:http");
  return new Promise((resolve, reject) => {
    const sent = client.request(url, { method, headers: { ...headers }, signal }, (reply) => {
      let text = "";
      reply.setEncoding("utf8");
      reply.on("data", (part) => {
        text += part;
      });
      reply.on("end", () => resolve({ status: reply.statusCode ?? 0, text }));
      reply.on("error", reject);
    });
    sent.setTimeout(TIMEOUT_MS, () => {
      sent.destroy(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
