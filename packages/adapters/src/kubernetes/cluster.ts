import type { Tls } from "../http/index.ts";

/** Where an API server is, and how one gets in. */
export interface Cluster {
  /** `https://127.0.0.1:6443`; a path behind the host is kept. */
  readonly server: URL;
  readonly tls: Tls;
  /** The value of the `authorization` header for a request that is sent now; undefined: no header. */
  authorization(): string | undefined;
  /** Texts that must not be printed. */
  readonly secrets: readonly string[];
}
