import type { Digest, ImageName, Tag } from "../image/index.ts";

/**
 * The image a place is to run from now on. Tag and digest are kept in step: what is not given is
 * removed, because a tag beside another image's digest tells people the wrong thing.
 */
export interface ImageRequest {
  /** The repository the place runs now, or the name it has there (an entry's `name` in kustomize). */
  readonly image: string;
  /** Only the container of this name; by default all that run the image. */
  readonly container?: string | undefined;
  readonly tag?: Tag | undefined;
  readonly digest?: Digest | undefined;
  /** Another repository to run from now on; by default it stays. */
  readonly newName?: ImageName | undefined;
}
