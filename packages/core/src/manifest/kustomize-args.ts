import { UserError } from "../errors.ts";
import { parseDigest, parseImageName, parseTag } from "../image/index.ts";

/** Leaves one part of an entry as it is, as `*` does in the tool's arguments. */
export const KEEP = Symbol("keep");

/** What one part of an entry becomes: a text, as it is ({@link KEEP}), or nothing. */
export type WantedPart = string | typeof KEEP | undefined;

/** What one entry of `images` is to say. What is `undefined` is removed from it. */
export interface WantedImage {
  readonly name: string;
  readonly newName: WantedPart;
  readonly tag: WantedPart;
  readonly digest: WantedPart;
}

/** An image reference cut in its parts, none of them checked. */
export interface ImageParts {
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/**
 * The parts of a reference as kustomize cuts it: only behind the first slash, so that a registry's port
 * is no tag. Nothing is checked, because manifests hold whatever people wrote.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/kustomize/v5.7.1/api/internal/image/image.go
 */
export function splitImage(reference: string): ImageParts {
  const slash = Math.max(reference.indexOf("/"), 0);
  const at = reference.indexOf("@", slash);
  const colon = reference.indexOf(":", slash);
  const hasTag = colon >= 0 && (at < 0 || colon < at);
  const end = at < 0 ? reference.length : at;
  return {
    name: reference.slice(0, hasTag ? colon : end),
    tag: hasTag ? reference.slice(colon + 1, end) : undefined,
    digest: at < 0 ? undefined : reference.slice(at + 1),
  };
}

/**
 * What an argument of `kustomize edit set image` asks for: `[NAME=]NEW[:TAG][@DIGEST]`. `*` keeps a
 * part, a part left out is cleared. Unlike the tool we check tags and digests.
 * @throws `input-invalid`, `tag-invalid`, `digest-invalid`, `image-invalid`
 * @see https://github.com/kubernetes-sigs/kustomize/blob/kustomize/v5.7.1/kustomize/commands/edit/set/setimage.go
 */
export function parseKustomizeArg(argument: string): WantedImage {
  const equals = argument.indexOf("=");
  const parts = splitImage(argument.slice(equals + 1));
  const name = equals <= 0 ? parts.name : argument.slice(0, equals);
  const says = equals >= 0 || parts.tag !== undefined || parts.digest !== undefined;
  if (name === "" || !says) {
    throw new UserError("input-invalid", `${JSON.stringify(argument)} sets no image`, {
      hint: "Write NAME:TAG, NAME@DIGEST, NAME=NEW, NAME=NEW:TAG or NAME=NEW@DIGEST; * keeps what is there.",
    });
  }
  return {
    name,
    newName: equals <= 0 ? undefined : wanted(parts.name, parseImageName),
    tag: wanted(parts.tag, parseTag),
    digest: wanted(parts.digest, parseDigest),
  };
}

function wanted(part: string | undefined, check: (text: string) => string): WantedPart {
  if (part === undefined || part === "") return undefined;
  return part === "*" ? KEEP : check(part);
}
