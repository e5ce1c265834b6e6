import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Client } from "./client.ts";
import { paced } from "./pace.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function recorder(): { readonly client: Client; readonly sent: string[] } {
  const sent: string[] = [];
  const keep = async <T>(name: string) => {
    sent.push(name);
    return { data: {}, errors: [] } as T; // nobody looks at it
  };
  return {
    sent,
    client: { requests: 7, graphql: (document) => keep(document), rest: (route) => keep(route) },
  };
}

test("writes wait for their turn, over REST and GraphQL together; reads do not", async () => {
  const { client, sent } = recorder();
  const said: string[] = [];
  const pace = paced({
    signal: new AbortController().signal,
    say: (message) => said.push(message),
  });
  const [one, other] = [pace(client), pace(client)];

  for (let index = 0; index < 50; index += 1) {
    void one.graphql("mutation Write { x }", {});
    void other.rest("POST /x", {});
  }
  void one.graphql("query Read { x }", {});
  void other.rest("GET /x", {});
  await vi.advanceTimersByTimeAsync(0);

  expect(sent).toHaveLength(72);
  expect(sent).toEqual(expect.arrayContaining(["query Read { x }", "GET /x"]));
  expect(said[0]).toMatch(/at most 70 writes a minute/);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(sent).toHaveLength(72);
  await vi.runAllTimersAsync();
  expect(sent).toHaveLength(102);
  expect(one.requests).toBe(7);
});

test("who waits is let go when the run is cancelled", async () => {
  const { client } = recorder();
  const cancelled = new AbortController();
  const one = paced({ signal: cancelled.signal, say: () => undefined })(client);
  const writes = Array.from({ length: 71 }, () => one.rest("POST /x", {}));
  await vi.advanceTimersByTimeAsync(0);
  const last = expect(writes[70]).rejects.toBeDefined();

  cancelled.abort();
  await vi.advanceTimersByTimeAsync(60_000);

  await last;
});
