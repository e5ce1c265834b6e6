import { join } from "node:path";
import { UserError } from "@gitops-actions/core/errors";
import { findProgram, lastLines, type ProgramOptions, runProgram } from "./program.ts";

export type SbomFormat = "cyclonedx" | "spdx";

/**
 * The path of the SBOM that Syft writes of the image `name@digest`.
 * @throws `program-missing`, `sbom-invalid`
 */
export async function makeSbom(
  image: string,
  options: ProgramOptions & { readonly format: SbomFormat; readonly temp: string },
): Promise<string> {
  const program = findProgram("syft", options);
  const file = join(options.temp, `sbom-${image.slice(-12)}.${options.format}.json`);
  const args = [
    "scan",
    "--quiet",
    "-o",
    `${options.format}-json=${file}`,
    "--",
    `registry:${image}`,
  ];
  const { exitCode, stderr } = await runProgram(program, args, options);
  if (exitCode === 0) return file;
  throw new UserError("sbom-invalid", `syft ended with ${exitCode}: ${lastLines(stderr, 10)}`, {
    hint: "Run syft by hand on the digest to see more, or give an SBOM made elsewhere as a file.",
  });
}
