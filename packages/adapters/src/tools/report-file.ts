import { readFileSync, statSync } from "node:fs";
import { type ErrorCode, UserError } from "@gitops-actions/core/errors";

/** A report of this size is of no image: the largest have some ten thousand findings. */
const MAX_BYTES = 150_000_000;

/**
 * The text of a report or SBOM.
 * @throws `UserError` of `code` when it is not there or too large
 */
export function readReportFile(path: string, code: ErrorCode): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile()) {
    throw new UserError(code, `there is no file "${path}"`, {
      hint: "Compare the path with what the earlier step or job wrote; an artifact has to be downloaded first.",
    });
  }
  if (stat.size > MAX_BYTES) {
    throw new UserError(code, `"${path}" has ${stat.size} bytes; at most ${MAX_BYTES} are read`, {
      hint: "Leave out what is not needed, such as lists of files and layers.",
    });
  }
  return readFileSync(path, "utf8");
}
