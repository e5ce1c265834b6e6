import { getState, saveState } from "@actions/core";
import { mask } from "./mask.ts";

/** State of this step, by which its main phase tells its post phase what to undo. */
const MINTED_TOKENS = "minted-tokens";

/** Masks a token that this run minted and leaves it to the post phase to revoke. */
export function keepForRevocation(token: string, kept: string[]): void {
  mask(token);
  kept.push(token);
  saveState(MINTED_TOKENS, kept);
}

/** The tokens that the main phase minted; empty when it minted none. */
export function tokensToRevoke(): readonly string[] {
  const state = getState(MINTED_TOKENS);
  const tokens: unknown = state === "" ? [] : JSON.parse(state);
  return Array.isArray(tokens) ? tokens.filter((token) => typeof token === "string") : [];
}

/** Leaves a value to the post phase, as JSON; the last one of a name counts. No secret belongs here. */
export function keepForPost(name: string, value: object): void {
  saveState(name, value);
}

/** What the main phase left under a name; undefined when it left nothing. */
export function keptForPost(name: string): unknown {
  const state = getState(name);
  return state === "" ? undefined : JSON.parse(state);
}
