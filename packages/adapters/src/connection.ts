/**
 * What kept a `fetch` from getting a whole answer, in words: `connect ECONNREFUSED 10.0.0.1:443`. Undefined
 * for an error that is none of the network.
 */
export function connectionFault(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === "TimeoutError") return "no answer in time";
  if (!(error instanceof TypeError)) return undefined;
  const { cause } = error;
  const isOfNetwork = error.message === "fetch failed" || error.message === "terminated";
  if (!isOfNetwork) return undefined;
  return cause instanceof Error ? cause.message || cause.name : error.message;
}
