import type { Client } from "@gitops-actions/adapters/github";
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
