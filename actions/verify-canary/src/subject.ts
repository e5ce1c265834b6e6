import {
  type BranchSnapshot,
  type Client,
  type DatedCommit,
  readFacts,
  readNewest,
  withNeighbours,
} from "@gitops-actions/adapters/github";
import { type Config, loadConfig, noConfig } from "@gitops-actions/core/config";
import { UserError } from "@gitops-actions/core/errors";
import type { Artifact } from "@gitops-actions/core/image";
import { isSameArtifact } from "@gitops-actions/core/image";
import { neighbourhoods } from "@gitops-actions/core/layout";
import { artifactOf, layoutsFor, type Running, runningIn } from "@gitops-actions/core/promotion";
import { pathsOf, readHead, templatePaths } from "./head.ts";
import type { Request } from "./inputs.ts";

/** What is verified: these images of an app, as a commit of the GitOps repository says. */
export interface Subject {
  readonly app: string;
  readonly environment: string;
  readonly revision: string;
  readonly images: readonly Artifact[];
  /** When the revision was made: what happened before is not about it. */
  readonly pushedAt: Date;
  /** The branch's head when it was read, and whether it still has these images. */
  readonly head: { readonly oid: string; readonly hasImages: boolean };
}

/** The GitOps repository as one read of its branch saw it. */
export interface Gitops {
  readonly snapshot: BranchSnapshot;
  readonly config: Config;
  readonly subjects: readonly Subject[];
  /** Texts of the files with AnalysisTemplates, from the branch's head: a pull request cannot change them. */
  readonly templates: ReadonlyMap<string, string>;
}

/**
 * What is to be verified, given the first read of the branch: in one or two requests more.
 * @throws `GitHubFailure`; `UserError` `environment-unknown`, `app-not-found`, `image-not-found`,
 * `revision-not-found`, `current-unexpected` and those of the manifests
 */
export async function readGitops(
  client: Client,
  request: Request,
  { first, now }: { readonly first: BranchSnapshot; readonly now: Date },
): Promise<Gitops> {
  const { snapshot, config } = await withConfiguredPaths(client, request, first);
  const texts = textsOf(snapshot.files);
  const { revision } = request;
  const located = await locateApps(client, request, { snapshot, config, texts });
  const paths = [...new Set(located.flatMap(({ running }) => running.paths))];
  const at = revision ?? snapshot.head;
  const newest = await readNewest(client, {
    repository: request.repository,
    at,
    paths: revision === undefined ? paths : [],
  });
  if (newest === undefined) throw unknownRevision(at, request);
  const atRevision =
    revision === undefined
      ? texts
      : await readTexts(client, request, {
          oid: revision,
          paths: [...new Set([...paths, ...located.flatMap(({ running }) => running.context)])],
        });
  const subjects = located.map(({ app, running }): Subject => {
    const slot = { app, environment: request.environment };
    const images = imagesOf(runningIn({ ...request, app }, config, atRevision), request);
    const commit = revision === undefined ? latest(running.paths, newest) : newest.commit;
    const hasImages = isSame(images, running.images.map(artifactOf));
    return {
      ...slot,
      images,
      revision: commit.oid,
      // A clock that is ahead must not make us wait for it.
      pushedAt: commit.at < now ? commit.at : now,
      head: { oid: snapshot.head, hasImages },
    };
  });
  const wanted = new Set(templatePaths(request));
  const templates = new Map([...texts].filter(([path]) => wanted.has(path)));
  return { snapshot, config, subjects, templates };
}

/** What each app runs on the branch's head. @throws `app-not-found` with the names that are there */
async function locateApps(
  client: Client,
  request: Request,
  {
    snapshot,
    config,
    texts,
  }: { snapshot: BranchSnapshot; config: Config; texts: ReadonlyMap<string, string> },
): Promise<readonly { readonly app: string; readonly running: Running }[]> {
  const { environment, repository } = request;
  try {
    return request.apps.map((app) => ({
      app,
      running: runningIn({ ...request, app }, config, texts),
    }));
  } catch (error) {
    const near = request.apps.flatMap((app) =>
      neighbourhoods(layoutsFor(request, app, config), { app, environment }),
    );
    throw await withNeighbours(error, { client, repository, head: snapshot.head, near });
  }
}

/** The branch with every file that may be asked for: read once more where the config names another layout. */
async function withConfiguredPaths(
  client: Client,
  request: Request,
  first: BranchSnapshot,
): Promise<{ readonly snapshot: BranchSnapshot; readonly config: Config }> {
  let paths = pathsOf(request, noConfig);
  let snapshot = first;
  for (;;) {
    const config = configOf(request, snapshot.files.get(request.configPath)?.text);
    const wanted = pathsOf(request, config);
    if (wanted.every((path) => paths.includes(path))) return { snapshot, config };
    paths = wanted;
    snapshot = await readHead(client, request, paths);
  }
}

function configOf({ configPath, environment }: Request, text: string | undefined): Config {
  if (text === undefined) return noConfig;
  const config = loadConfig(text, configPath);
  if (config.environments.has(environment)) return config;
  const known = [...config.environments.keys()].join(", ");
  throw new UserError(
    "environment-unknown",
    `environment "${environment}" is not in ${configPath}; it has: ${known}`,
    { hint: 'Correct "environment", or add it to that file.' },
  );
}

function textsOf(
  files: ReadonlyMap<string, { readonly text: string }>,
): ReadonlyMap<string, string> {
  return new Map([...files].map(([path, { text }]) => [path, text]));
}

async function readTexts(
  client: Client,
  { repository }: Request,
  at: { readonly oid: string; readonly paths: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  const { files } = await readFacts(client, { repository, files: [at], records: [] });
  return textsOf(files.get(at.oid) ?? new Map());
}

function latest(
  paths: readonly string[],
  { commit, newest }: { readonly commit: DatedCommit; newest: ReadonlyMap<string, DatedCommit> },
): DatedCommit {
  const found = paths.flatMap((path) => newest.get(path) ?? []);
  return found.sort((a, b) => b.at.getTime() - a.at.getTime())[0] ?? commit;
}

/** The images of an app, each once, after the digest that was asked for is found among them. */
function imagesOf(
  { app, environment, images: uses, imageless }: Running,
  { digest }: Request,
): readonly Artifact[] {
  if (imageless !== undefined) throw imageless;
  const used = uses.map(artifactOf);
  const images = used.filter(
    (image, index) => used.findIndex((other) => isSameArtifact(image, other)) === index,
  );
  if (digest === undefined || images.some((image) => image.digest === digest)) return images;
  const found = images.map((image) => image.digest ?? image.tag ?? image.name).join(", ");
  throw new UserError(
    "current-unexpected",
    `the files of ${app} in ${environment} say ${found}; digest is ${digest}`,
    { hint: "Give the revision that brought the digest, or leave digest out." },
  );
}

function isSame(a: readonly Artifact[], b: readonly Artifact[]): boolean {
  return a.every((image) => b.some((other) => isSameArtifact(image, other)));
}

function unknownRevision(revision: string, { repository }: Request): UserError {
  return new UserError("revision-not-found", `${repository} has no commit ${revision}`, {
    hint: "Give a commit of the GitOps repository, not of the app's own.",
  });
}
