import { appendFileSync } from "node:fs";
import type { RunContext } from "./context.ts";

/**
 * Declares an image, `name@sha256:...`, as an artifact of this job, so that later steps find it without
 * inputs; nothing where the runner takes no declarations.
 * @see https://github.com/actions/runner/pull/4527
 */
export function declareArtifact({ artifactsFile }: RunContext, image: string): void {
  if (artifactsFile !== undefined) appendFileSync(artifactsFile, `oci://${image}\n`);
}
