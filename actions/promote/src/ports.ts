import type { Client, Connect, Patience } from "@gitops-actions/adapters/github";
import type { Log } from "@gitops-actions/adapters/runner";

/** The world as this action sees it. */
export interface Ports {
  readonly log: Log;
  readonly patience: Patience;
  clock(): Date;
  readonly connect: Connect;
  /** The same for the repository of the upstream environments. */
  readonly connectUpstream: Connect;
  /** Waits for its turn before each write, to stay below GitHub's limits of content creation. */
  pace(client: Client): Client;
}
