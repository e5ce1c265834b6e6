import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@gitops-actions/core/errors";
import { type Digest, type ImageName, parseDigest } from "@gitops-actions/core/image";
import { type Ended, findProgram, lastLines, type ProgramOptions, runProgram } from "./program.ts";

/** What `docker buildx build` is asked for. */
export interface BuildRequest {
  readonly name: ImageName;
  readonly context: string;
  readonly file: string | undefined;
  readonly target: string | undefined;
  readonly builder: string | undefined;
  readonly platforms: readonly string[];
  /** `NAME=VALUE`. */
  readonly buildArgs: readonly string[];
  /** Values by id; they travel in the environment, never on the command line. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  /** `NAME=VALUE`. */
  readonly labels: readonly string[];
  /** `NAME=VALUE`, on the manifest and, of several platforms, on the index. */
  readonly annotations: readonly string[];
  /** BuildKit's own attestations, in its words: `type=provenance,mode=max`. */
  readonly attests: readonly string[];
  /** Seconds since the epoch that files are dated with, so that the same source gives the same digest. */
  readonly sourceDateEpoch: string | undefined;
  /** Whether the image is pushed; else only the cache is filled. */
  readonly push: boolean;
}

export interface Built {
  /** What was pushed: of one platform without attestations a manifest, else an index. */
  readonly digest: Digest | undefined;
  /** Steps of the Dockerfile, and how many of them came from the cache. */
  readonly steps: { readonly all: number; readonly cached: number };
}

/** At the end of its output BuildKit says what failed, with the lines of the Dockerfile. */
const SHOWN_LINES = 25;

/**
 * Builds an image and pushes it by its digest: no tag is made.
 * @throws `program-missing`, `build-failed`
 */
export async function buildImage(
  request: BuildRequest,
  options: ProgramOptions & { readonly temp: string },
): Promise<Built> {
  const docker = findProgram("docker", options);
  const metadataFile = join(options.temp, "gitops-actions-build.json");
  const env: Record<string, string> = {
    ...options.env,
    BUILDX_NO_DEFAULT_ATTESTATIONS: "1",
    BUILDX_METADATA_PROVENANCE: "disabled",
  };
  if (request.sourceDateEpoch !== undefined) env["SOURCE_DATE_EPOCH"] = request.sourceDateEpoch;
  for (const [index, value] of [...request.secrets.values()].entries()) {
    env[secretVariable(index)] = value;
  }
  const ended = await runProgram(docker, buildArguments(request, metadataFile), {
    ...options,
    env,
  });
  if (ended.exitCode !== 0) throw buildFailure(ended, request);
  const steps = countSteps(ended.stderr);
  if (!request.push) return { digest: undefined, steps };
  const metadata: unknown = JSON.parse(readFileSync(metadataFile, "utf8"));
  return { digest: parseDigest(String(Object(metadata)["containerimage.digest"])), steps };
}

function secretVariable(index: number): string {
  return `GITOPS_ACTIONS_SECRET_${index}`;
}

function buildArguments(request: BuildRequest, metadataFile: string): readonly string[] {
  const each = (option: string, values: readonly string[]) =>
    values.flatMap((value) => [option, value]);
  const one = (option: string, value: string | undefined) =>
    value === undefined ? [] : [option, value];
  const rewrite = request.sourceDateEpoch === undefined ? "" : ",rewrite-timestamp=true";
  const output = request.push
    ? `type=image,"name=${request.name}",push-by-digest=true,name-canonical=true,push=true,oci-mediatypes=true${rewrite}`
    : "type=cacheonly";
  const level = request.platforms.length > 1 || request.attests.length > 0;
  const annotations = request.annotations.map((text) =>
    level ? `index,manifest:${text}` : `manifest:${text}`,
  );
  return [
    "buildx",
    "build",
    "--progress=plain",
    `--metadata-file=${metadataFile}`,
    `--output=${output}`,
    ...one("--file", request.file),
    ...one("--target", request.target),
    ...one("--builder", request.builder),
    ...(request.platforms.length === 0 ? [] : ["--platform", request.platforms.join(",")]),
    ...each("--build-arg", request.buildArgs),
    ...[...request.secrets.keys()].flatMap((id, index) => [
      "--secret",
      `id=${id},env=${secretVariable(index)}`,
    ]),
    ...each("--cache-from", request.cacheFrom),
    ...each("--cache-to", request.push ? request.cacheTo : []),
    ...each("--label", request.labels),
    ...each("--annotation", request.push ? annotations : []),
    ...each("--attest", request.push ? request.attests : []),
    "--",
    request.context,
  ];
}

function buildFailure({ stderr, exitCode }: Ended, { file }: BuildRequest): UserError {
  if (/is not a docker command|unknown (?:flag: --progress|command: docker buildx)/.test(stderr)) {
    return new UserError("program-missing", "docker has no buildx", {
      hint: "Add docker/setup-buildx-action to the job, or put the buildx plugin into the runner's image.",
    });
  }
  const [, line] = /^[^\s:]+:(\d+)\r?$/m.exec(stderr) ?? [];
  return new UserError(
    "build-failed",
    `docker buildx build ended with ${exitCode}. Its last lines:\n${lastLines(stderr, SHOWN_LINES)}`,
    {
      hint: "The whole output is in the log above.",
      ...(line === undefined ? {} : { file: file ?? "Dockerfile", line: Number(line) }),
    },
  );
}

/** Steps are those that BuildKit numbers: `#7 [build 2/5] RUN ...`; a cached one says so in a line of its own. */
function countSteps(progress: string): Built["steps"] {
  const steps = new Set(
    [...progress.matchAll(/^#(\d+) \[(?!internal\]|auth\])[^\]]*\d+\/\d+\]/gm)].map(([, id]) => id),
  );
  const cached = new Set([...progress.matchAll(/^#(\d+) CACHED\r?$/gm)].map(([, id]) => id));
  return { all: steps.size, cached: [...steps].filter((id) => cached.has(id)).length };
}
