import { readFileSync } from "node:fs";
import { UserError } from "@gitops-actions/core/errors";
import {
  rateTrust,
  readTrust,
  type TrustRating,
  type TrustReport,
} from "@gitops-actions/core/identity/trust";
import { tell } from "../finding.ts";
import type { Screen } from "../screen.ts";

/**
 * `gitops trust FILE`: how tight a cloud's trust in GitHub is, what is wrong with it, and tighter trust to
 * paste; fails when it is too broad. `-` reads standard input.
 * @throws `trust-policy-invalid`, `input-invalid`
 */
export function trust(
  file: string,
  { screen, json }: { readonly screen: Screen; readonly json: boolean },
): void {
  const report = rateTrust(readTrust({ text: read(file), file }));
  if (json) screen.write(`${JSON.stringify(report, null, 2)}\n`);
  else screen.write(explain(report, screen));
  if (report.rating === "too-broad") process.exitCode = 1;
}

const RATING: Readonly<Record<TrustRating, string>> = {
  "too-broad": "too broad",
  "ci-only": "for CI only",
  good: "good",
  better: "better",
  best: "best",
  closed: "closed to GitHub",
};

function explain({ cloud, rating, who, findings, tighter }: TrustReport, screen: Screen): string {
  const style = rating === "too-broad" ? "red" : rating === "ci-only" ? "yellow" : "bold";
  const head = `${cloud} trusts ${who}: ${screen.paint(style, RATING[rating])}\n`;
  const told = findings.map((finding) => tell(finding, screen)).join("");
  return `${head}${told}${tighter === undefined ? "" : `Tighter, to paste; capitals stand for what the file does not tell:\n${tighter.trimEnd()}\n`}`;
}

function read(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (cause) {
    throw new UserError("input-invalid", `${JSON.stringify(file)} cannot be read`, {
      hint: "Give a file with a role's trust policy, or with what gcloud prints of a provider.",
      cause,
    });
  }
}
