import pThrottle from "p-throttle";
import type { Client } from "./client.ts";

/**
 * GitHub refuses more than about 80 requests a minute that create content, whatever they create; other
 * jobs of the same App share them.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const WRITES_PER_MINUTE = 70;

/** Makes clients whose writes wait for their turn, all of them together; reads go at once. */
export function paced({
  signal,
  say,
}: {
  readonly signal: AbortSignal;
  say(message: string): void;
}): (client: Client) => Client {
  const throttle = pThrottle({
    limit: WRITES_PER_MINUTE,
    interval: 60_000,
    strict: true,
    signal,
    onDelay: () => say(`waiting for a turn: at most ${WRITES_PER_MINUTE} writes a minute`),
  });
  const turn = throttle(<T>(write: () => Promise<T>): Promise<T> => write()) as <T>(
    write: () => Promise<T>,
  ) => Promise<T>; // the library's type loses the parameter of a generic function
  return (client) => ({
    get requests() {
      return client.requests;
    },
    graphql: <T>(document: string, variables: Readonly<Record<string, unknown>>) => {
      const call = () => client.graphql<T>(document, variables);
      return document.trimStart().startsWith("mutation") ? turn(call) : call();
    },
    rest: <T>(...request: Parameters<Client["rest"]>) => {
      const call = () => client.rest<T>(...request);
      return request[0].startsWith("GET ") ? call() : turn(call);
    },
  });
}
