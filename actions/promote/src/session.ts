import { type Client, retrying } from "@gitops-actions/adapters/github";
import type { RenderOptions } from "@gitops-actions/core/policy";
import type { Request } from "./inputs.ts";
import type { Ports } from "./ports.ts";
import type { World } from "./world.ts";

/** What every step of a pass needs. */
export interface Session {
  readonly request: Request;
  readonly ports: Ports;
  /** Reads at once, writes paced. */
  readonly client: Client;
  readonly world: World;
  readonly render: RenderOptions;
}

/** Calls GitHub, again while it is limited or does not answer: only for what may be sent twice. */
export function again<T>({ ports }: Pick<Session, "ports">, call: () => Promise<T>): Promise<T> {
  return retrying(call, { ...ports.patience, retryable: ["limited", "unavailable"] });
}

/** The same for what must not be sent twice: only where GitHub says that it had no effect. */
export function onceMore<T>({ ports }: Pick<Session, "ports">, call: () => Promise<T>): Promise<T> {
  return retrying(call, { ...ports.patience, retryable: ["limited"] });
}
