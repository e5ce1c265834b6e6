import type { Client, Connect, Patience } from "@gitops-actions/adapters/github";
import type { Repository } from "@gitops-actions/adapters/registry";
import type { Log } from "@gitops-actions/adapters/runner";
import type { ImageName } from "@gitops-actions/core/image";

/** The world as this action sees it. */
export interface Ports {
  readonly log: Log;
  readonly patience: Patience;
  clock(): Date;
  readonly connect: Connect;
  /** The same for the repository of the upstream environments. */
  readonly connectUpstream: Connect;
  /** A repository of a registry, with the logins of docker's config. */
  openRegistry(name: ImageName): Repository;
  /** Whom signatures are believed by. */
  readonly trust: { readonly trustedRoot: string | undefined; readonly temp: string };
  /** `https://github.com`, whose workflows sign. */
  readonly serverUrl: string;
  /** Waits for its turn before each write, to stay below GitHub's limits of content creation. */
  pace(client: Client): Client;
}
