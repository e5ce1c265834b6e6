import { type Artifact, isSameArtifact, parseImageReference } from "../image/index.ts";
import type { HoldSubject } from "./hold.ts";
import { isInForce } from "./stop.ts";
import { type OwnedStop, readStopFields, STOP_FIELDS } from "./stop-file.ts";

/**
 * Lets one image into one environment although no upstream environment runs it. It is a file on the base
 * branch, so it got there by the approvals that a change of the policy needs; `owner` answers for it.
 */
export interface Hotfix extends OwnedStop, HoldSubject {
  readonly image: Artifact;
}

/**
 * The hotfix that a file holds: `app`, `environment`, `image` (with its digest where it has one), `reason`,
 * `owner` and `since`, optionally `until` and `ticket`.
 * @throws `hotfix-invalid`, with the line; `image-invalid`
 */
export function readHotfix(text: string, file: string): Hotfix {
  const source = { text, file, code: "hotfix-invalid" } as const;
  const fields = readStopFields(source, ["app", "environment", "image", ...STOP_FIELDS]);
  const image = parseImageReference(fields.text("image"));
  return {
    app: fields.text("app"),
    environment: fields.text("environment"),
    image: { name: image.name, tag: image.tag, digest: image.digest },
    ...fields.stop(),
  };
}

/** A hotfix that may enter. */
export interface HotfixApproval {
  /** Who answers for it. */
  readonly by: string;
  /** It holds before this instant. */
  readonly until: Date | undefined;
}

/** What lets exactly these images in, where a hotfix is in force for each of them. */
export function approvedHotfix(
  hotfixes: readonly Hotfix[],
  {
    images,
    now,
    ...subject
  }: HoldSubject & { readonly images: readonly Artifact[]; readonly now: Date },
): HotfixApproval | undefined {
  const own = hotfixes.filter(
    (hotfix) =>
      hotfix.app === subject.app &&
      hotfix.environment === subject.environment &&
      isInForce(hotfix, now),
  );
  const found = images.flatMap(
    (image) => own.find((hotfix) => isSameArtifact(hotfix.image, image)) ?? [],
  );
  if (found.length === 0 || found.length < images.length) return undefined;
  const ends = found.flatMap(({ until }) => until?.getTime() ?? []);
  return {
    by: [...new Set(found.map(({ owner }) => owner))].join(", "),
    until: ends.length === 0 ? undefined : new Date(Math.min(...ends)),
  };
}
