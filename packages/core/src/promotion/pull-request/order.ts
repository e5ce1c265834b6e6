import { isNewerRun, type RecordedEntry, type RunIdentity } from "../../evidence/index.ts";
import { type Artifact, parseImageReference, printVersion } from "../../image/index.ts";
import { type Candidate, movesOf } from "../plan.ts";
import { artifactOf } from "../running.ts";

/**
 * What a promotion would set back: images of which the target runs a newer build than upstream. Told by
 * the runs that commits of ours upstream record, else by semantic versions; what neither tells is not
 * held against it.
 */
export function setBack(
  candidates: readonly Candidate[],
  recordedOf: (candidate: Candidate) => readonly RecordedEntry[],
): string | undefined {
  for (const candidate of candidates) {
    const recorded = recordedOf(candidate);
    for (const { from, to } of movesOf(candidate)) {
      const [wanted, running] = [artifactOf(from), artifactOf(to)];
      if (!isOlder(wanted, running, recorded)) continue;
      return `${candidate.target.environment} runs ${printVersion(running)} of ${candidate.app}, which is newer than ${printVersion(wanted)} in ${candidate.from}`;
    }
  }
  return undefined;
}

function isOlder(a: Artifact, b: Artifact, recorded: readonly RecordedEntry[]): boolean {
  const [runOfA, runOfB] = [runOf(a, recorded), runOf(b, recorded)];
  if (runOfA !== undefined && runOfB !== undefined && runOfA.workflow === runOfB.workflow) {
    return isNewerRun(runOfB, runOfA);
  }
  const [versionA, versionB] = [releaseOf(a.tag), releaseOf(b.tag)];
  if (versionA === undefined || versionB === undefined) return false;
  const at = versionA.findIndex((part, index) => part !== versionB[index]);
  return at >= 0 && (versionA[at] ?? 0) < (versionB[at] ?? 0);
}

/** The newest run that set an image. */
function runOf(image: Artifact, recorded: readonly RecordedEntry[]): RunIdentity | undefined {
  return recorded.find((entry) => isVersion(entry.image, image))?.run;
}

/** The digest decides where there is one; environments may pull from registries of their own. */
function isVersion(text: string, { tag, digest }: Artifact): boolean {
  try {
    const image = parseImageReference(text);
    return digest === undefined ? image.tag === tag : image.digest === digest;
  } catch {
    return false; // what stood there before was no reference, and so none of ours
  }
}

/** Major, minor and patch of a release; undefined for anything else, pre-releases included. */
function releaseOf(tag: string | undefined): readonly number[] | undefined {
  const match = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(tag ?? "");
  return match?.slice(1).map(Number);
}
