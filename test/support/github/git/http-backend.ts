import { spawn } from "node:child_process";
import { gitEnvironment } from "./process.ts";

export interface BackendRequest {
  readonly method: string;
  /** Below the repository: `/info/refs`, `/git-upload-pack`. */
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface BackendReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What git's own HTTP server answers (a CGI program). @see https://git-scm.com/docs/git-http-backend */
export function httpBackend(gitDir: string, request: BackendRequest): Promise<BackendReply> {
  const { method, path, query, headers, body } = request;
  const child = spawn("git", ["http-backend"], {
    env: {
      ...gitEnvironment,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_TRANSLATED: `${gitDir}${path}`,
      PATH_INFO: path,
      REQUEST_METHOD: method,
      QUERY_STRING: query,
      CONTENT_TYPE: headers["content-type"] ?? "",
      CONTENT_LENGTH: String(body.length),
      HTTP_CONTENT_ENCODING: headers["content-encoding"] ?? "",
      GIT_PROTOCOL: headers["git-protocol"] ?? "",
    },
  });
  return new Promise((resolve, reject) => {
    const output: Buffer[] = [];
    let complaint = "";
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => {
      complaint += chunk;
    });
    child.on("error", reject);
    child.on("close", () => {
      const all = Buffer.concat(output);
      const end = all.indexOf("\r\n\r\n");
      if (end < 0) reject(new Error(`git http-backend gave no headers: ${complaint}`));
      else resolve(parseReply(all.toString("latin1", 0, end), all.subarray(end + 4)));
    });
    child.stdin.on("error", () => {});
    child.stdin.end(body);
  });
}

function parseReply(head: string, body: Buffer): BackendReply {
  const headers: Record<string, string> = {};
  for (const line of head.split("\r\n")) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const { status = "200", ...rest } = headers;
  return { status: Number.parseInt(status, 10), headers: rest, body };
}
