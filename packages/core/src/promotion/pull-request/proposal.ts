import { type Artifact, printVersion } from "../../image/index.ts";
import type { Candidate } from "../plan.ts";
import { artifactOf, keyOf, type Running } from "../running.ts";

/**
 * What candidates propose, as one text to compare: each image of the targets that upstream has, in the
 * version that upstream runs.
 */
export function proposalOf(candidates: readonly Candidate[]): string {
  return fingerprint(candidates, (_, { from }) => artifactOf(from));
}

/**
 * What the targets' files hold of those images elsewhere, such as at the head of a pull request; undefined
 * where one of them is not there.
 */
export function proposalIn(
  candidates: readonly Candidate[],
  runningOf: (app: string) => Running | undefined,
): string | undefined {
  const missing: string[] = [];
  const text = fingerprint(candidates, (app, { to }) => {
    const use = runningOf(app)?.images.find((one) => keyOf(one) === keyOf(to));
    if (use === undefined) missing.push(app);
    return use && artifactOf(use);
  });
  return missing.length === 0 ? text : undefined;
}

function fingerprint(
  candidates: readonly Candidate[],
  versionOf: (app: string, pair: Candidate["pairs"][number]) => Artifact | undefined,
): string {
  const lines = candidates.flatMap(({ app, pairs }) =>
    pairs.map((pair) => {
      const version = versionOf(app, pair);
      return `${app} ${keyOf(pair.to)} ${version?.tag ?? ""}@${version?.digest ?? ""}`;
    }),
  );
  return [...new Set(lines)].sort().join("; ");
}

/** What stands for the version in names and titles: the one that all share, else how many there are. */
export function versionOf(candidates: readonly Candidate[]): string {
  const versions = candidates.flatMap(({ pairs }) =>
    pairs.map(({ from }) => printVersion(artifactOf(from))),
  );
  const [first = "none", ...others] = [...new Set(versions)];
  return others.length === 0 ? first : `${first}-and-${others.length}-more`;
}
