import type { Repository } from "@gitops-actions/adapters/registry";
import type { IdTokenRequest, Log } from "@gitops-actions/adapters/runner";
import type { ProgramOptions } from "@gitops-actions/adapters/tools";

/** The world as this action sees it. */
export interface Ports {
  readonly log: Log;
  clock(): Date;
  readonly repository: Repository;
  readonly programs: ProgramOptions & { readonly temp: string };
  readonly signing: {
    readonly idTokenRequest: IdTokenRequest | undefined;
    readonly signal: AbortSignal;
    readonly temp: string;
  };
  /** The text of a file of the checked-out repository; undefined when it is not there. */
  readWorkspaceFile(path: string): string | undefined;
  /** Writes a file for later steps; its path. */
  writeFile(name: string, text: string): string;
  /** Tells the runner of the image `name@sha256:...`. */
  declareArtifact(image: string): void;
}

/** Signing and verifying: half of the bundle, so a chunk that loads when it is needed. */
export const loadSigstore = () => import("@gitops-actions/adapters/sigstore");
