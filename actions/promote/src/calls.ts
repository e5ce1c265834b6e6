import { retrying } from "@gitops-actions/adapters/github";
import type { Ports } from "./ports.ts";

/** As much of a session as a call needs. */
interface Calling {
  readonly ports: Pick<Ports, "patience">;
}

/** Calls GitHub, again while it is limited or does not answer: only for what may be sent twice. */
export function again<T>({ ports }: Calling, call: () => Promise<T>): Promise<T> {
  return retrying(call, { ...ports.patience, retryable: ["limited", "unavailable"] });
}

/** The same for what must not be sent twice: only where GitHub says that it had no effect. */
export function onceMore<T>({ ports }: Calling, call: () => Promise<T>): Promise<T> {
  return retrying(call, { ...ports.patience, retryable: ["limited"] });
}
