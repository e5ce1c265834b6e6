import {
  flag,
  type InputValues,
  lines,
  mask,
  oneOf,
  optional,
  type Parsers,
  type RunContext,
  required,
  text,
  wholeNumber,
} from "@gitops-actions/adapters/runner";
import type { SignatureLayout } from "@gitops-actions/adapters/sigstore";
import type { BuildRequest, PinnedProgram, ScannerName } from "@gitops-actions/adapters/tools";
import type { ScanSeverity } from "@gitops-actions/core/config";
import { UserError } from "@gitops-actions/core/errors";
import type { BuildFacts } from "@gitops-actions/core/evidence";
import {
  type Digest,
  type ImageName,
  makeTag,
  parseImageReference,
  requireTagMatch,
  type Tag,
} from "@gitops-actions/core/image";
import { parsePath } from "@gitops-actions/core/repository";
import { parseSpan } from "@gitops-actions/core/time";
import type { InputName } from "./action.gen.ts";

export const inputs = {
  image: required(parseImageReference),
  context: required(text),
  file: optional(text),
  target: optional(text),
  platforms: parsePlatforms,
  builder: optional(text),
  "build-args": lines(parseAssignment),
  secrets: lines(parseSecret),
  "cache-from": lines(text),
  "cache-to": lines(text),
  labels: lines(parseAssignment),
  annotations: lines(parseAssignment),
  attests: lines(text),
  "source-date-epoch": optional(parseSeconds),
  tag: required(text),
  "tag-pattern": optional(text),
  scanner: required(oneOf("grype", "trivy", "report", "none")),
  "scanner-path": optional(parsePinned),
  report: lines(text),
  "fail-on": required(oneOf("critical", "high", "medium", "low", "none")),
  "fixable-only": flag,
  "fix-grace": required(parseSpanInput),
  "allow-list": optional(parsePath),
  "compare-image": optional(parseImageReference),
  "compare-report": optional(text),
  "new-only": flag,
  "accept-empty": flag,
  sbom: optional(text),
  sign: required(oneOf("keyless", "key", "none")),
  "signing-key": optional(text),
  "signing-password": optional(text),
  "signature-layout": required(oneOf("bundle", "tags", "both")),
  "fulcio-url": required(parseUrl),
  "rekor-url": optional(parseRekor),
  "timestamp-url": optional(parseUrl),
  "trusted-root": optional(text),
  "certificate-issuer": required(parseUrl),
  "built-in-this-run": flag,
  "github-token": optional(text),
  "dry-run": flag,
  "timeout-seconds": required(wholeNumber({ min: 1, max: 21_600 })),
} satisfies Parsers<InputName>;

export type Inputs = InputValues<typeof inputs>;

/** Where the allow-list is: in the checked-out files, or for a pull request at the commit it is to be merged into. */
export interface AllowListFile {
  readonly path: string;
  readonly base: { readonly sha: string; readonly token: string } | undefined;
}

/** How the image is judged. */
export interface ScanRequest {
  readonly scanner: ScannerName | "report";
  readonly pinned: PinnedProgram | undefined;
  /** Paths of reports made earlier. */
  readonly reports: readonly string[];
  readonly failOn: ScanSeverity | undefined;
  readonly fixableOnly: boolean;
  readonly fixGraceMs: number;
  readonly allowList: AllowListFile | undefined;
  readonly newOnly: boolean;
  readonly acceptEmpty: boolean;
  /** What the target environment runs. */
  readonly compare: ComparedImage | undefined;
}

export interface ComparedImage {
  /** `name@sha256:...`. */
  readonly image: string;
  readonly digest: Digest;
  /** Path of its report, with scanner `report`. */
  readonly report: string | undefined;
}

/** What the step asks for, its inputs checked against each other. */
export interface Request {
  readonly name: ImageName;
  /** The image to take as it is; undefined when one is to be built. */
  readonly given: Digest | undefined;
  readonly tag: Tag;
  readonly build: Omit<BuildRequest, "name" | "push">;
  /** undefined where nothing judges, and then nothing is signed or tagged. */
  readonly scan: ScanRequest | undefined;
  readonly sbom:
    | { readonly kind: "make"; readonly format: "cyclonedx" | "spdx" }
    | { readonly kind: "file"; readonly path: string }
    | undefined;
  /** How images are signed, and by whom those of earlier runs have to be. */
  readonly sign:
    | {
        readonly key: { readonly pem: string; readonly password: string | undefined } | undefined;
        readonly layout: SignatureLayout;
        readonly fulcioUrl: string;
        readonly rekorUrl: string | undefined;
        readonly timestampUrl: string | undefined;
        readonly trustedRoot: string | undefined;
        readonly issuer: string;
      }
    | undefined;
  /** Whether this run's provenance is attested: it built the image, here or in an earlier job. */
  readonly isOurBuild: boolean;
  readonly dryRun: boolean;
  readonly timeoutSeconds: number;
  /** What this run is, as provenance and labels tell it. */
  readonly facts: BuildFacts;
}

/**
 * The request behind the inputs.
 * @throws `input-missing`, `input-conflict`, `tag-invalid`
 */
export function toRequest(values: Inputs, context: RunContext): Request {
  const { image } = values;
  if (image.tag !== undefined) {
    throw new UserError("input-conflict", `input "image" has the tag "${image.tag}"`, {
      hint: 'Give the name alone; the tag is made of the input "tag", after the gate.',
    });
  }
  const { sha, ref } = context;
  const tag = makeTag(values.tag, { sha, ref, runNumber: context.runNumber });
  if (values.tagPattern !== undefined) requireTagMatch(tag, values.tagPattern);
  const facts = factsOf(context);
  const fixed = [
    `org.opencontainers.image.source=${facts.repositoryUrl}`,
    `org.opencontainers.image.revision=${sha}`,
    `org.opencontainers.image.version=${tag}`,
  ];
  return {
    name: image.name,
    given: image.digest,
    tag,
    build: {
      context: values.context,
      file: values.file,
      target: values.target,
      builder: values.builder,
      platforms: values.platforms,
      buildArgs: values.buildArgs,
      secrets: new Map(values.secrets),
      cacheFrom: values.cacheFrom,
      cacheTo: values.cacheTo,
      labels: [...fixed, ...values.labels],
      annotations: [...fixed, ...values.annotations],
      attests: values.attests,
      sourceDateEpoch: values.sourceDateEpoch,
    },
    scan: toScan(values, context),
    sbom: toSbom(values),
    sign: toSign(values, context),
    isOurBuild: image.digest === undefined || values.builtInThisRun,
    dryRun: values.dryRun,
    timeoutSeconds: values.timeoutSeconds,
    facts,
  };
}

function factsOf(context: RunContext): BuildFacts {
  const { serverUrl, repository, workflow, runId, runAttempt, ref, sha, eventName } = context;
  const repositoryUrl = `${serverUrl}/${repository}`;
  return {
    repositoryUrl,
    ref,
    sha,
    workflowPath: workflow.replace(`${repository}/`, ""),
    invocationUrl: `${repositoryUrl}/actions/runs/${runId}/attempts/${runAttempt}`,
    eventName,
  };
}

function toScan(values: Inputs, context: RunContext): ScanRequest | undefined {
  const { scanner, report: reports, failOn } = values;
  if (scanner === "report" && reports.length === 0) {
    throw new UserError("input-missing", 'with scanner "report" the input "report" is needed', {
      hint: "Give the path of the report that an earlier step or job made of this digest.",
    });
  }
  if (scanner !== "report" && reports.length > 0) {
    throw conflict(`"report" is given and scanner is "${scanner}"`, 'Set "scanner: report".');
  }
  if (scanner === "none") return undefined;
  return {
    scanner,
    pinned: values.scannerPath,
    reports,
    failOn: failOn === "none" ? undefined : failOn,
    fixableOnly: values.fixableOnly,
    fixGraceMs: values.fixGrace,
    allowList: toAllowList(values, context),
    newOnly: values.newOnly,
    acceptEmpty: values.acceptEmpty,
    compare: toCompare(values),
  };
}

function toAllowList(
  { allowList: path, githubToken }: Inputs,
  { event }: RunContext,
): AllowListFile | undefined {
  if (path === undefined) return undefined;
  const { pull_request: pullRequest } = event as {
    readonly pull_request?: { readonly base?: { readonly sha?: unknown } };
  }; // GitHub's payloads of pull requests have it
  const sha = pullRequest?.base?.sha;
  if (typeof sha !== "string") return { path, base: undefined };
  if (githubToken !== undefined) return { path, base: { sha, token: githubToken } };
  throw new UserError("github-token-missing", "there is no token to read the allow-list with", {
    hint: "In a run for a pull request it is read from the base branch: leave github-token at its default, with contents: read.",
  });
}

function toCompare({
  compareImage,
  compareReport,
  newOnly,
  scanner,
}: Inputs): ComparedImage | undefined {
  if (compareImage === undefined) {
    if (!newOnly && compareReport === undefined) return undefined;
    throw new UserError(
      "input-missing",
      'there is nothing to compare with: "compare-image" is empty',
      {
        hint: "Give the image that the target environment runs, name@sha256:... .",
      },
    );
  }
  const { name, digest } = compareImage;
  if (digest === undefined) {
    throw new UserError("input-invalid", 'input "compare-image" has no digest', {
      hint: "Give name@sha256:...: a tag may have moved since the environment pulled it.",
    });
  }
  if ((scanner === "report") !== (compareReport !== undefined)) {
    throw conflict(
      `with scanner "${scanner}" the compared image's report is ${compareReport ?? "missing"}`,
      'Give "compare-report" together with "scanner: report", and only then.',
    );
  }
  return { image: `${name}@${digest}`, digest, report: compareReport };
}

function toSbom({ sbom }: Inputs): Request["sbom"] {
  if (sbom === undefined || sbom === "none") return undefined;
  if (sbom === "cyclonedx" || sbom === "spdx") return { kind: "make", format: sbom };
  return { kind: "file", path: sbom };
}

function toSign(values: Inputs, context: RunContext): Request["sign"] {
  const { sign, signingKey, signingPassword, rekorUrl } = values;
  if (sign === "none") return undefined;
  if ((sign === "key") !== (signingKey !== undefined)) {
    throw conflict(
      `sign is "${sign}" and "signing-key" is ${signingKey === undefined ? "empty" : "given"}`,
      'Give "signing-key" together with "sign: key". Secrets are empty in runs for forks and Dependabot.',
    );
  }
  if (sign === "keyless" && rekorUrl === "none") {
    throw conflict(
      'sign is "keyless" and rekor-url is "none"',
      "A certificate lives ten minutes; only the log proves when it was used.",
    );
  }
  // Without a scan nothing is signed; what is there is only verified.
  if (rekorUrl === undefined && isPrivate(context) && values.scanner !== "none") {
    throw new UserError("input-missing", "signing would publish this private repository's name", {
      hint: 'The public log shows repository, workflow and commit to everybody. Set "rekor-url: https://rekor.sigstore.dev" where that may be, name a log of your own, or use "sign: key" with "rekor-url: none".',
    });
  }
  return {
    key: signingKey === undefined ? undefined : { pem: signingKey, password: signingPassword },
    layout: values.signatureLayout,
    fulcioUrl: values.fulcioUrl,
    rekorUrl: rekorUrl === "none" ? undefined : (rekorUrl ?? "https://rekor.sigstore.dev"),
    timestampUrl: values.timestampUrl,
    trustedRoot: values.trustedRoot,
    issuer: values.certificateIssuer,
  };
}

function isPrivate({ event }: RunContext): boolean {
  const { repository } = event as { readonly repository?: { readonly private?: unknown } }; // GitHub's payloads have it
  return repository?.private === true;
}

function conflict(message: string, hint: string): UserError {
  return new UserError("input-conflict", message, { hint });
}

function parsePlatforms(value: string): readonly string[] {
  const platforms = value.split(/[\s,]+/).filter(Boolean);
  const wrong = platforms.find(
    (platform) => !/^[a-z0-9]+\/[a-z0-9]+(?:\/[a-z0-9]+)?$/.test(platform),
  );
  if (wrong === undefined) return platforms;
  throw invalid(wrong, "a platform such as linux/amd64 or linux/arm/v7");
}

function parseAssignment(line: string): string {
  if (/^[^=\s]+=/.test(line)) return line;
  throw invalid(line, "NAME=VALUE");
}

function parseSecret(line: string): readonly [string, string] {
  const [, id = "", value = ""] = /^([\w.-]+)=(.*)$/.exec(line) ?? [];
  // The line itself may be the secret: it is not shown.
  if (id === "" || value === "") {
    throw new UserError("input-invalid", "has a line that is not ID=VALUE", {
      hint: "Write one secret per line, such as npm=TOKEN; one of several lines has to be encoded.",
    });
  }
  mask(value);
  return [id, value];
}

function parseSeconds(value: string): string {
  if (/^\d{1,12}$/.test(value)) return value;
  throw invalid(value, "seconds since 1970 in digits");
}

function parsePinned(value: string): PinnedProgram {
  const [, path = "", sha256 = ""] = /^(.+)@sha256:([0-9a-f]{64})$/.exec(value) ?? [];
  if (path !== "") return { path, sha256 };
  throw invalid(value, "ABSOLUTE/PATH@sha256:<64 lower-case hex digits>");
}

function parseSpanInput(value: string): number {
  const span = parseSpan(value);
  if (span !== undefined) return span;
  throw invalid(value, "a span such as 7d, 36h or 0d");
}

function parseUrl(value: string): string {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) {
    return value.replace(/\/+$/, "");
  }
  throw invalid(value, "a URL that begins with https://");
}

function parseRekor(value: string): string {
  return value === "none" ? value : parseUrl(value);
}

function invalid(value: string, expected: string): UserError {
  return new UserError("input-invalid", `is ${JSON.stringify(value)}; expected ${expected}`, {
    hint: 'Correct it under "with:" of the step.',
  });
}
