import { RegistryFailure, type Repository } from "@gitops-actions/adapters/registry";
import type { Verification, VerifiedClaim } from "@gitops-actions/adapters/sigstore";
import type { SignatureSpec } from "@gitops-actions/core/config";
import { UserError } from "@gitops-actions/core/errors";
import { type Artifact, parseDigest, parseImageName } from "@gitops-actions/core/image";
import type { RegistryFacts, ScanFacts, SignatureFacts } from "@gitops-actions/core/policy/gates";
import type { BuildRange, ImageEvidence, Touch } from "@gitops-actions/core/promotion/pull-request";
import { readScanPredicate, SCAN_PREDICATE } from "@gitops-actions/core/scan";
import type { Ports } from "./ports.ts";
import type { World } from "./world.ts";

/** Verifying signatures: a chunk that loads only where a policy asks for them. */
const loadSigstore = () => import("@gitops-actions/adapters/sigstore");

/** Images that are to move into an environment. */
export interface MovedImages {
  readonly touch: Touch;
  readonly images: readonly Artifact[];
}

/**
 * What registries tell about images: whether the digest is there, who signed it, what its scan found. Only
 * what the environment's gates ask for is asked, and each image once for each environment.
 */
export async function readImageEvidence(
  moved: readonly MovedImages[],
  { world, ports }: { readonly world: World; readonly ports: Ports },
): Promise<(touch: Touch, images: readonly Artifact[]) => ImageEvidence> {
  const asked = new Map<string, Promise<ImageEvidence>>();
  for (const { touch, images } of moved) {
    for (const image of images) {
      const key = keyOf(touch, image);
      if (!asked.has(key)) asked.set(key, evidenceOf(image, { touch, world, ports }));
    }
  }
  const found = new Map<string, ImageEvidence>();
  for (const [key, evidence] of asked) found.set(key, await evidence);
  return (touch, images) =>
    together(images.map((image) => found.get(keyOf(touch, image)) ?? NOT_ASKED));
}

const UNASKED = "the policy does not ask for it";

const NOT_ASKED: ImageEvidence = {
  scan: { kind: "none", why: UNASKED },
  signature: { kind: "unknown", why: UNASKED },
  registry: { kind: "unknown", why: UNASKED },
};

function keyOf({ environment, app }: Touch, { name, tag, digest }: Artifact): string {
  return [environment, app, name, tag, digest].join(" ");
}

interface Asked {
  readonly touch: Touch;
  readonly world: World;
  readonly ports: Ports;
}

async function evidenceOf(image: Artifact, asked: Asked): Promise<ImageEvidence> {
  const { gates } = asked.touch.policy;
  if (!gates.registry && gates.signature === undefined && gates.scan === undefined) {
    return NOT_ASKED;
  }
  const repository = openOf(image, asked.ports);
  if (repository === undefined) return unreadable(`"${image.name}" is no image in a registry`);
  const [registry, signature, scan] = await Promise.all([
    gates.registry ? registryFacts(image, repository) : NOT_ASKED.registry,
    gates.signature === undefined
      ? NOT_ASKED.signature
      : signatureFacts(image, repository, { ...asked, spec: gates.signature }),
    gates.scan === undefined
      ? NOT_ASKED.scan
      : scanFacts(image, repository, { ...asked, spec: gates.signature }),
  ]);
  return { registry, signature, scan };
}

function openOf({ name }: Artifact, ports: Ports): Repository | undefined {
  try {
    return ports.openRegistry(parseImageName(name));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function unreadable(why: string): ImageEvidence {
  return {
    scan: { kind: "unknown", why },
    signature: { kind: "unknown", why },
    registry: { kind: "unknown", why },
  };
}

async function registryFacts(
  { tag, digest }: Artifact,
  repository: Repository,
): Promise<RegistryFacts> {
  try {
    const found = await repository.digest(digest ?? tag ?? "latest");
    return found === undefined
      ? { kind: "missing", why: `${repository.name} does not have ${digest ?? tag} any more` }
      : { kind: "exists", why: `${repository.name} has it` };
  } catch (error) {
    return { kind: "unknown", why: `${repository.name} cannot be asked: ${wordsOf(error)}` };
  }
}

async function signatureFacts(
  image: Artifact,
  repository: Repository,
  asked: Asked & { readonly spec: SignatureSpec },
): Promise<SignatureFacts> {
  if (image.digest === undefined) {
    return { kind: "unsigned", why: "it is named by a tag alone; a signature is of a digest" };
  }
  const source = sourceOf(asked);
  if (source.kind === "unknown") return source;
  try {
    const verification = await verify(image.digest, repository, asked);
    if (verification.kind === "unsigned") return { kind: "unsigned", why: "it is not signed" };
    if (verification.kind === "refused") {
      return { kind: "other-signer", why: verification.reasons.join("; ") };
    }
    const ours = verification.found.find((claim) => isFrom(claim, source.url));
    const from = verification.found[0]?.claims?.sourceRepository;
    return ours === undefined
      ? { kind: "other-signer", why: `it is built from ${from}, not from ${source.url}` }
      : { kind: "signed", by: signerOf(asked.spec), url: ours.claims?.runUrl };
  } catch (error) {
    return { kind: "unknown", why: `its signature cannot be read: ${wordsOf(error)}` };
  }
}

/** The newest scan that a signer whom the policy names attests. */
async function scanFacts(
  { digest }: Artifact,
  repository: Repository,
  asked: Asked & { readonly spec: SignatureSpec | undefined },
): Promise<ScanFacts> {
  const { spec } = asked;
  if (digest === undefined) return { kind: "none", why: "it is named by a tag alone" };
  if (spec === undefined) {
    return {
      kind: "none",
      why: "without gates.signature the policy does not say whose scans count",
    };
  }
  const source = sourceOf({ ...asked, spec });
  if (source.kind === "unknown") return { kind: "none", why: source.why };
  try {
    const options = { ...asked, spec, predicateType: SCAN_PREDICATE };
    const verification = await verify(digest, repository, options);
    if (verification.kind !== "verified")
      return { kind: "none", why: "no signed scan is attached to it" };
    const scans = verification.found
      .filter((claim) => isFrom(claim, source.url))
      .flatMap(({ predicate, claims }) => {
        const scan = readScanPredicate(predicate);
        return scan === undefined ? [] : [{ ...scan, url: claims?.runUrl }];
      })
      .sort((a, b) => b.at.getTime() - a.at.getTime());
    const [newest] = scans;
    return newest === undefined
      ? { kind: "none", why: "no signed scan of its own build is attached to it" }
      : { kind: "report", at: newest.at, findings: newest.counts, url: newest.url };
  } catch (error) {
    return { kind: "unknown", why: `its scan cannot be read: ${wordsOf(error)}` };
  }
}

async function verify(
  digest: string,
  repository: Repository,
  {
    spec,
    ports,
    predicateType,
  }: Asked & { readonly spec: SignatureSpec; readonly predicateType?: string },
): Promise<Verification> {
  const { verifyImage } = await loadSigstore();
  return verifyImage(repository, parseDigest(digest), {
    ...ports.trust,
    ...(predicateType === undefined ? {} : { predicateType }),
    ...(spec.by === "key"
      ? { publicKey: spec.key, signer: undefined, transparencyLog: false }
      : {
          publicKey: undefined,
          signer: { identity: `${ports.serverUrl}/${spec.workflow}`, issuer: spec.issuer },
          transparencyLog: true,
        }),
  });
}

function signerOf(spec: SignatureSpec): string {
  return spec.by === "key" ? "the key of the policy" : spec.workflow;
}

/** The repository that the image has to be built from; any where the policy names none. */
function sourceOf({
  spec,
  touch,
  world,
  ports,
}: Asked & { readonly spec: SignatureSpec }):
  | { readonly kind: "known"; readonly url: string | undefined }
  | { readonly kind: "unknown"; readonly why: string } {
  if (spec.by === "key" || spec.source === undefined) return { kind: "known", url: undefined };
  const name =
    spec.source === "app"
      ? world.question.view.config.apps.get(touch.app)?.repository
      : spec.source;
  return name === undefined
    ? { kind: "unknown", why: `the config does not say apps.${touch.app}.repository` }
    : { kind: "known", url: `${ports.serverUrl}/${name}` };
}

function isFrom({ claims }: VerifiedClaim, url: string | undefined): boolean {
  return url === undefined || claims?.sourceRepository.toLowerCase() === url.toLowerCase();
}

function wordsOf(error: unknown): string {
  if (error instanceof RegistryFailure || error instanceof UserError) return error.message;
  throw error;
}

const SIGNATURES = ["unsigned", "other-signer", "unknown", "signed"] as const;
const REGISTRY = ["missing", "unknown", "exists"] as const;

/** What holds of several images that move together: the worst of each. */
function together(all: readonly ImageEvidence[]): ImageEvidence {
  const [first = NOT_ASKED, ...others] = all;
  return others.reduce(
    (a, b) => ({
      registry: worse(a.registry, b.registry, REGISTRY),
      signature: worse(a.signature, b.signature, SIGNATURES),
      scan: scanOfBoth(a.scan, b.scan),
    }),
    first,
  );
}

function worse<T extends { readonly kind: string }>(a: T, b: T, order: readonly string[]): T {
  return order.indexOf(b.kind) < order.indexOf(a.kind) ? b : a;
}

function scanOfBoth(a: ScanFacts, b: ScanFacts): ScanFacts {
  if (a.kind !== "report") return a;
  if (b.kind !== "report") return b;
  const { critical, high, medium, low } = a.findings;
  return {
    kind: "report",
    at: new Date(Math.min(a.at.getTime(), b.at.getTime())),
    findings: {
      critical: critical + b.findings.critical,
      high: high + b.findings.high,
      medium: medium + b.findings.medium,
      low: low + b.findings.low,
    },
    url: a.url,
  };
}

const SOURCE = "org.opencontainers.image.source";
const REVISION = "org.opencontainers.image.revision";

/** The commits of an app between two of its images, as their labels tell; undefined where they do not. */
export async function readBuildRange(
  { before, after }: { readonly before: Artifact; readonly after: Artifact },
  ports: Ports,
): Promise<BuildRange | undefined> {
  const [from, to] = await Promise.all([readBuild(before, ports), readBuild(after, ports)]);
  if (from === undefined || to === undefined || from.source !== to.source) return undefined;
  return {
    label: `${from.revision.slice(0, 7)}...${to.revision.slice(0, 7)}`,
    url: `${to.source}/compare/${from.revision}...${to.revision}`,
  };
}

async function readBuild(
  image: Artifact,
  ports: Ports,
): Promise<{ readonly source: string; readonly revision: string } | undefined> {
  const repository = image.digest === undefined ? undefined : openOf(image, ports);
  if (image.digest === undefined || repository === undefined) return undefined;
  try {
    const { readLabels } = await loadSigstore();
    const labels = await readLabels(repository, parseDigest(image.digest));
    const [source, revision] = [labels?.[SOURCE], labels?.[REVISION]];
    if (source === undefined || revision === undefined) return undefined;
    return /^[0-9a-f]{40}$/.test(revision)
      ? { source: source.replace(/\.git$/, ""), revision }
      : undefined;
  } catch (error) {
    if (error instanceof RegistryFailure || error instanceof UserError) return undefined;
    throw error;
  }
}
