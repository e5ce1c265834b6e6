import { afterEach, beforeEach, expect, test } from "vitest";
import { type HttpReply, HttpServer } from "../../../../test/support/github/http-server.ts";
import { readFileText } from "./file-text.ts";

let server: HttpServer;
let reply: HttpReply;
const seen: string[] = [];

beforeEach(async () => {
  seen.length = 0;
  server = await HttpServer.start(async ({ url, headers }) => {
    seen.push(`${url.pathname}${url.search} ${headers["accept"]}`);
    return reply;
  });
});
afterEach(() => server.close());

function read(path: string): Promise<string | undefined> {
  const { signal } = new AbortController();
  const file = { repository: "org/app", path, ref: "main" };
  return readFileText(file, { apiUrl: server.url, token: "t", signal });
}

const answer = (status: number, text: string): HttpReply => ({
  status,
  headers: {},
  body: Buffer.from(text),
});

test("is the file as it is, whatever its path holds", async () => {
  reply = answer(200, "a: ü\n");

  expect(await read("a folder/ü#.yaml")).toBe("a: ü\n");
  expect(seen).toEqual([
    "/repos/org/app/contents/a%20folder/%C3%BC%23.yaml?ref=main application/vnd.github.raw+json",
  ]);
});

test("that is not there is undefined", async () => {
  reply = answer(404, "{}");

  expect(await read("a.yaml")).toBeUndefined();
});

test.each([
  [401, "Bad credentials", "github-token-rejected"],
  [403, "Resource not accessible by integration", "github-permission-missing"],
  [502, "", "github-unavailable"],
])("%i is explained", async (status, text, code) => {
  reply = answer(status, text);

  await expect(read("a.yaml")).rejects.toMatchObject({ code });
});
