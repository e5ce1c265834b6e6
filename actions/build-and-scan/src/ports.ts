import type { Repository } from "@gitops-actions/adapters/registry";
import type { Log } from "@gitops-actions/adapters/runner";
import type { ProgramOptions } from "@gitops-actions/adapters/tools";
import type { AllowListFile } from "./inputs.ts";

/** The world as this action sees it. */
export interface Ports {
  readonly log: Log;
  clock(): Date;
  readonly repository: Repository;
  /** What scanners are started with. */
  readonly programs: ProgramOptions & { readonly temp: string };
  /** The same, and what the builder needs to use GitHub's cache. */
  readonly builder: ProgramOptions & { readonly temp: string };
  readonly signing: {
    /** An id token of this run for sigstore. @throws `id-token-missing`, `id-token-refused`, `id-token-unavailable` */
    idToken(): Promise<string>;
    readonly temp: string;
  };
  /** The text of the allow-list; undefined when it is not there. */
  readAllowList(file: AllowListFile): Promise<string | undefined>;
  /** Writes a file for later steps; its path. */
  writeFile(name: string, text: string): string;
  /** Tells the runner of the image `name@sha256:...`. */
  declareArtifact(image: string): void;
}

/** Signing and verifying: half of the bundle, so a chunk that loads when it is needed. */
export const loadSigstore = () => import("@gitops-actions/adapters/sigstore");
