/** Below this all intents stand, whatever their branch. */
export const INTENTS = "refs/gitops/intents/";

/** So long an intent is landed by others; its owner withdraws it before. */
export const INTENT_LIFE_MS = 10 * 60 * 1000;

/** Where the intents for a branch stand: one component, so that no branch's folder lies in another's. */
export function intentsOf(branch: string): string {
  return `${INTENTS}${encodeURIComponent(branch)}/`;
}

/** The ref of an intent: by name oldest first. `at` is when GitHub made its commit, milliseconds. */
export function intentName(branch: string, { at, oid }: { at: number; oid: string }): string {
  return `${intentsOf(branch)}${String(Math.floor(at / 1000)).padStart(10, "0")}-${oid}`;
}
