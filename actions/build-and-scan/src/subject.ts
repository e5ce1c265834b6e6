import { type Manifest, platformImages, type Repository } from "@gitops-actions/adapters/registry";
import { buildImage } from "@gitops-actions/adapters/tools";
import { UserError } from "@gitops-actions/core/errors";
import type { Digest } from "@gitops-actions/core/image";
import type { Request } from "./inputs.ts";
import type { Subject } from "./outcome.ts";
import type { Ports } from "./ports.ts";
import { isOfThisCommit } from "./same-commit.ts";

/**
 * The image to judge: the one given, the one that bears the tag already and is of this commit, or a new one,
 * pushed by its digest. undefined for a dry run that would build.
 * @throws `tag-taken`, `registry-digest-missing`, `build-failed`, `program-missing`
 */
export async function obtainSubject(request: Request, ports: Ports): Promise<Subject | undefined> {
  const { repository } = ports;
  const tagged = await repository.manifest(request.tag);
  if (request.given !== undefined) {
    return givenSubject(request.given, { request, repository, tagged });
  }
  if (tagged !== undefined) {
    await requireThisCommit(tagged, request, ports);
    ports.log.info(`${request.tag} is there and is of this commit: nothing is built.`);
    return { ...describe(tagged), from: "reused", sizes: sizesOf(tagged, "") };
  }
  const built = await ports.log.group("Build", () =>
    buildImage({ ...request.build, name: request.name, push: !request.dryRun }, ports.programs),
  );
  if (built.digest === undefined) return undefined;
  const manifest = await present(repository, built.digest);
  const sizes = await allSizes(repository, manifest);
  return { ...describe(manifest), from: "built", steps: built.steps, sizes };
}

async function givenSubject(
  digest: Digest,
  {
    request,
    repository,
    tagged,
  }: {
    readonly request: Request;
    readonly repository: Repository;
    readonly tagged: Manifest | undefined;
  },
): Promise<Subject> {
  if (tagged !== undefined && tagged.digest !== digest) {
    throw tagTaken(request, tagged.digest, "the digest given is another");
  }
  const manifest = tagged ?? (await present(repository, digest));
  return { ...describe(manifest), from: "given", sizes: await allSizes(repository, manifest) };
}

async function requireThisCommit(tagged: Manifest, request: Request, ports: Ports): Promise<void> {
  const answer = await isOfThisCommit(tagged.digest, request, ports);
  if (!answer.proven) throw tagTaken(request, tagged.digest, answer.why);
}

/** The error for a tag that names an image which is not ours to reuse. */
export function tagTaken({ name, tag }: Request, digest: Digest, why: string): UserError {
  return new UserError("tag-taken", `${name}:${tag} is ${digest} already, and ${why}`, {
    hint: "A tag names one image for ever. Build another commit, or choose a tag with more of the commit in it; an image that was signed by this action is reused by a re-run.",
  });
}

function describe(manifest: Manifest): Pick<Subject, "manifest" | "platforms"> {
  return { manifest, platforms: platformImages(manifest.content) };
}

/** The sizes of every image in the registry; a list whose image is gone is no image. */
async function allSizes(repository: Repository, manifest: Manifest): Promise<Subject["sizes"]> {
  const platforms = platformImages(manifest.content);
  if (platforms.length === 0) return sizesOf(manifest, "");
  const sizes = await Promise.all(
    platforms.map(async ({ platform, digest }) =>
      sizesOf(await present(repository, digest, `${platform} of ${manifest.digest}`), platform),
    ),
  );
  return sizes.flat();
}

function sizesOf({ content }: Manifest, platform: string): Subject["sizes"] {
  if (content.layers === undefined) return [];
  const bytes = content.layers.reduce((sum, { size }) => sum + size, 0);
  return [{ platform, layers: content.layers.length, bytes }];
}

async function present(repository: Repository, digest: Digest, what?: string): Promise<Manifest> {
  const manifest = await repository.manifest(digest);
  if (manifest !== undefined) return manifest;
  const which = what === undefined ? "" : ` (${what})`;
  throw new UserError("registry-digest-missing", `${repository.name} has no ${digest}${which}`, {
    hint: "It was never pushed, or cleaned up. Keep the digests that an index lists out of the registry's clean-up.",
  });
}
