/** Below this all intents stand, whatever their branch. */
export const INTENTS = "refs/gitops/intents/";

/** So long an intent is landed by others; its owner withdraws it before. */
export const INTENT_LIFE_MS = 10 * 60 * 1000;

/** Where the intents for a branch stand: one component, so that no branch's folder lies in another's. */
export function intentsOf(branch: string): string {
  return `${INTENTS}${encodeURIComponent(branch)}/`;
}
