/** Those that are allowed more than others, bytes, each for a reason. */
const LARGER: Readonly<Record<string, number>> = {
  cli: 550_000, // no action downloads it
  "build-and-scan": 470_000, // half of it is what signs and verifies, a chunk that loads only then
  "oidc-login": 1_200_000, // the AWS SDK
  promote: 790_000, // policy and gates beside all of update-overlay, and what verifies signatures as a chunk
  "verify-canary": 640_000, // a language, the health rules of every kind, and the policy's clock
};

/** What a bundle of an action (or of `cli`) and its chunks may weigh, bytes; the runner downloads the whole suite for any one action. */
export function bundleBudget(name: string): number {
  return LARGER[name] ?? 400_000;
}
