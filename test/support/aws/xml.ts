import type { HttpReply } from "../github/http-server.ts";

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/** A reply of STS, which speaks XML. */
export function result(action: string, body: string): HttpReply {
  return reply(
    200,
    `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${body}</${action}Result>${requestId()}</${action}Response>`,
  );
}

/** An error of STS. */
export function error(
  status: number,
  { code, message }: { code: string; message: string },
): HttpReply {
  const type = status < 500 ? "Sender" : "Receiver";
  return reply(
    status,
    `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${type}</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>${crypto.randomUUID()}</RequestId></ErrorResponse>`,
  );
}

function requestId(): string {
  return `<ResponseMetadata><RequestId>${crypto.randomUUID()}</RequestId></ResponseMetadata>`;
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function reply(status: number, body: string): HttpReply {
  return { status, headers: { "content-type": "text/xml" }, body: Buffer.from(body) };
}
