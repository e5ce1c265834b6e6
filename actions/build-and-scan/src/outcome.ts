import type { Manifest, PlatformImage } from "@gitops-actions/adapters/registry";
import type { Digest } from "@gitops-actions/core/image";
import type { Decision } from "@gitops-actions/core/policy";
import type {
  ComponentChange,
  FindingsDelta,
  ScanReport,
  ScanVerdict,
} from "@gitops-actions/core/scan";

/** An image in the registry, before anybody judged it. */
export interface Subject {
  readonly manifest: Manifest;
  /** The images of an index; empty for a plain manifest. */
  readonly platforms: readonly PlatformImage[];
  /** Where it is from. */
  readonly from: "built" | "given" | "reused";
  /** Of a build: steps, and how many came from the cache. */
  readonly steps?: { readonly all: number; readonly cached: number };
  /** Layers and their bytes as they are pulled, of each image that was read. */
  readonly sizes: readonly {
    readonly platform: string;
    readonly layers: number;
    readonly bytes: number;
  }[];
}

/** What the scan found, and what the policy makes of it. */
export interface Judgement {
  readonly report: ScanReport;
  readonly verdict: ScanVerdict;
  readonly decision: Decision;
  /** Against the image that the target environment runs. */
  readonly delta: FindingsDelta | undefined;
  readonly sarif: string;
}

/** What was done in the end; every report is made of this. */
export interface Outcome {
  /** undefined for a build that was not pushed. */
  readonly subject: Subject | undefined;
  /** undefined where nothing judges. */
  readonly judgement: Judgement | undefined;
  readonly sbom:
    | { readonly path: string; readonly changes: readonly ComponentChange[] }
    | undefined;
  /** How it was signed, in words; undefined where it was not. */
  readonly signed: string | undefined;
  /** Whether the tag names this image now. */
  readonly tagged: boolean;
  readonly requests: number;
}

/** The digests that a report about the image may name. */
export function digestsOf({ manifest, platforms }: Subject): readonly Digest[] {
  return [manifest.digest, ...platforms.map(({ digest }) => digest)];
}
