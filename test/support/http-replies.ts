import type { HttpReply, HttpRequest } from "./github/http-server.ts";

/** A reply of JSON. */
export function json(status: number, value: object): HttpReply {
  const headers = { "content-type": "application/json" };
  return { status, headers, body: Buffer.from(JSON.stringify(value)) };
}

/** What the server at `origin` answers to the same request. */
export async function forward(
  { method, url, headers, body }: HttpRequest,
  origin: string,
): Promise<HttpReply> {
  const ofThisConnection = /^(?:host|connection|content-length|transfer-encoding|expect)$/;
  const sent = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || ofThisConnection.test(name) ? [] : [[name, value] as [string, string]],
  );
  const reply = await fetch(`${origin}${url.pathname}${url.search}`, {
    method,
    headers: sent,
    redirect: "manual",
    ...(method === "GET" || method === "HEAD" ? {} : { body: new Uint8Array(body) }),
  });
  const answered = [...reply.headers].filter(
    ([name]) => !/^(?:connection|content-length)$/.test(name),
  );
  return {
    status: reply.status,
    headers: Object.fromEntries(answered),
    body: new Uint8Array(await reply.arrayBuffer()),
  };
}
