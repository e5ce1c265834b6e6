import { UserError } from "../../errors.ts";
import {
  type ContextOption,
  type ImageUse,
  printImage,
  readImages,
  setImages,
} from "../../manifest/index.ts";
import type { ApprovalFacts, Review } from "../../policy/gates/index.ts";
import type { Known } from "../known.ts";
import { requestOf } from "../move.ts";
import { sourcesAt } from "../running.ts";
import type { Evidence, ProposedChange } from "./judge-change.ts";
import type { PullReview } from "./pull.ts";

type Reviewed = {
  readonly change: ProposedChange;
  readonly evidence: Pick<Evidence, "textsAt" | "teams">;
};

/** Who approved a change, and whether they looked at what would be merged. */
export function approvalsOf({ change, evidence }: Reviewed): Known<ApprovalFacts> {
  const { pull, makers } = change;
  if (pull?.commitsCut) {
    return { known: false, why: "it has too many commits to tell who made them" };
  }
  const reviews = pull?.reviews ?? [];
  return {
    known: true,
    value: {
      reviews: reviews.map(
        (review): Review => ({
          login: review.login,
          isBot: review.isBot,
          state: review.state,
          isOfThis: isOfThis(review, { change, evidence }),
        }),
      ),
      makers,
      teams: evidence.teams,
    },
  };
}

/**
 * Whether what was reviewed is what would be merged: every file of the change has the same text, or differs
 * from the base in nothing but the images that were reviewed. So a merge of the base into the branch keeps
 * it. A file that was not read, or that is gone, cannot be compared.
 */
function isOfThis({ oid }: PullReview, { change, evidence }: Reviewed): Review["isOfThis"] {
  if (oid !== undefined && oid === change.pull?.headOid) return true;
  const texts = oid === undefined ? undefined : evidence.textsAt(oid);
  if (texts === undefined) return "unknown";
  const known = change.touches.flatMap(({ before }) => before ?? []);
  const answers = change.paths.map((path): Review["isOfThis"] => {
    const [then, now] = [texts.get(path), change.texts.get(path)];
    if (then === undefined && now === undefined) return "unknown";
    if (then === undefined || now === undefined) return false;
    const app = known.find(({ paths }) => paths.includes(path));
    const base = app?.files.find((file) => file.path === path)?.text;
    const context = sourcesAt(app?.context ?? [], change.texts);
    return then === now || isSameMove(path, { base, then, now, context });
  });
  if (answers.includes(false)) return false;
  return answers.includes("unknown") ? "unknown" : true;
}

/** Whether a file moves the same images as it did then, and changes nothing else of the base. */
function isSameMove(
  path: string,
  {
    base,
    then,
    now,
    context,
  }: ContextOption & {
    readonly base: string | undefined;
    readonly then: string;
    readonly now: string;
  },
): boolean {
  if (base === undefined) return false;
  try {
    const layers = { context };
    const images = readImages([{ path, text: now }], layers);
    const [moved] = setImages([{ path, text: base }], images.map(requestOf), layers).files;
    return (
      printImages(images) === printImages(readImages([{ path, text: then }], layers)) &&
      (moved?.text ?? base) === now
    );
  } catch (error) {
    if (error instanceof UserError) return false; // what cannot be read is not the same
    throw error;
  }
}

function printImages(images: readonly ImageUse[]): string {
  return images.map((use) => `${use.path} ${printImage(use)}`).join("\n");
}
