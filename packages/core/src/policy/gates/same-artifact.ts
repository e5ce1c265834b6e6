import { type Artifact, isSameArtifact, printVersion } from "../../image/index.ts";
import type { Gate } from "../decision.ts";
import type { HotfixApproval } from "../hotfix.ts";

/** What is proposed for an environment, and what may be. */
export interface SameArtifactFacts {
  /** What the target's files would run. */
  readonly proposed: readonly Artifact[];
  /** What the upstream environments run at the base branch, by name of the environment. */
  readonly upstream: ReadonlyMap<string, readonly Artifact[]>;
  /** The approval of a hotfix of exactly these images, where there is one. */
  readonly hotfix?: HotfixApproval | undefined;
}

/**
 * The gate that lets only what upstream runs through: each proposed image has to be run, byte for byte, by
 * an upstream environment, unless a recorded hotfix approval says so. Nothing proposed is nothing known,
 * and waits. Where manifests name no digest a tag is all there is to compare, and the reason says so.
 */
export function sameArtifactGate({ proposed, upstream, hotfix }: SameArtifactFacts): Gate {
  const name = "same artifact";
  const running = [...upstream.values()].flat();
  const strange = proposed.filter(
    (image) => !running.some((other) => isSameArtifact(image, other)),
  );
  const where = [...upstream.keys()].join(" or ");
  if (proposed.length === 0) {
    return {
      name,
      state: "wait",
      reason: "no image is known to be proposed",
      remedy: "Name the app's images in the promotion config: apps.<app>.images.",
    };
  }
  if (strange.length === 0) {
    const isPinned = proposed.every(({ digest }) => digest !== undefined);
    const byTag = isPinned ? "" : ", by its tag alone: without a digest it may be other bytes";
    return { name, state: "pass", reason: `${versions(proposed)} as ${where} runs${byTag}` };
  }
  if (hotfix !== undefined) {
    return {
      name,
      state: "pass",
      reason: `${versions(strange)} is a hotfix that ${hotfix.by} approved`,
      validUntil: hotfix.until,
    };
  }
  return {
    name,
    state: "fail",
    reason: `${versions(strange)} is not what ${where} runs (${versions(running)})`,
    remedy: "Promote what upstream runs. For a hotfix, have it approved on record first.",
  };
}

function versions(images: readonly Artifact[]): string {
  return [...new Set(images.map(printVersion))].join(", ") || "nothing";
}
