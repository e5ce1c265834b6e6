import { type Artifact, isSameArtifact } from "../image/index.ts";
import { parseInstant } from "../time/index.ts";

/** What a verification proves, weakest first. */
export type VerificationLevel = "declared" | "observed";

/** What a verification came to. Only `pass` opens anything. */
export type VerificationOutcome = "pass" | "fail" | "unknown";

/**
 * What is known of an app in an environment: these images, at this revision of the GitOps repository, were
 * found good or not. The newest record counts; any change of images or outcome makes a new `since`.
 */
export interface VerificationRecord {
  readonly app: string;
  readonly environment: string;
  readonly images: readonly Artifact[];
  /** Commit of the GitOps repository at which the environment was looked at. */
  readonly revision: string;
  readonly level: VerificationLevel;
  readonly outcome: VerificationOutcome;
  /** From when on these images have been found good without a break; that of `at` for anything but a pass. */
  readonly since: Date;
  /** When it was looked at last. */
  readonly at: Date;
  /** Login of who recorded it. */
  readonly actor: string;
  /** Where the evidence is. */
  readonly url: string | undefined;
}

/**
 * From when on images have been good, given that they are good `now`: what the newest record says if it is
 * of the same images at the same revision, passed, proved as much, and was made by somebody who is trusted;
 * else now.
 */
export function goodSince(
  previous: VerificationRecord | undefined,
  next: Pick<VerificationRecord, "images" | "revision" | "level">,
  { now, trustedActors }: { readonly now: Date; readonly trustedActors: readonly string[] },
): Date {
  if (previous?.outcome !== "pass" || !trustedActors.includes(previous.actor)) return now;
  if (previous.revision !== next.revision || previous.images.length !== next.images.length) {
    return now;
  }
  const isProvedLess = previous.level === "declared" && next.level === "observed";
  const isSame = next.images.every((image) =>
    previous.images.some((other) => isSameArtifact(image, other)),
  );
  return isSame && !isProvedLess ? previous.since : now;
}

/** A GitHub deployment with its newest status, as far as records go. */
export interface DeploymentFacts {
  /** `staging/checkout`. */
  readonly environment: string;
  /** JSON text. */
  readonly payload: string;
  readonly creator: string | undefined;
  readonly status:
    | {
        readonly state: string;
        readonly creator: string | undefined;
        readonly createdAt: string;
        readonly url: string | undefined;
      }
    | undefined;
}

/** Marks payloads as ours and tells their version. */
const VERSION = 1;

/**
 * Name of the GitHub environment that the records of an app in an environment belong to. One for each app:
 * the newest deployment of an environment is found by its name alone, whatever other apps have been doing.
 */
export function recordEnvironment(app: string, environment: string): string {
  return `${environment}/${app}`;
}

/** What goes into a deployment's payload. */
export function recordPayload(
  record: Pick<
    VerificationRecord,
    "app" | "environment" | "images" | "revision" | "level" | "since"
  >,
): object {
  const { app, environment, images, revision, level, since } = record;
  return {
    "gitops-actions": VERSION,
    app,
    environment,
    images,
    revision,
    level,
    since: since.toISOString(),
  };
}

/**
 * The record that a deployment holds; undefined for a deployment that is none of ours, has no status yet,
 * or whose two parts were made by different actors.
 */
export function readRecord({
  payload,
  creator,
  status,
  environment,
}: DeploymentFacts): VerificationRecord | undefined {
  const parsed = parsePayload(payload);
  if (parsed === undefined || status === undefined || creator === undefined) return undefined;
  if (recordEnvironment(parsed.app, parsed.environment) !== environment) return undefined;
  if (status.creator !== creator) return undefined;
  const at = parseInstant(status.createdAt);
  if (at === undefined) return undefined;
  const outcome = outcomeOf(status.state);
  return {
    ...parsed,
    outcome,
    // What claims to have begun after it was seen is not believed any further than that.
    since: outcome === "pass" && parsed.since < at ? parsed.since : at,
    at,
    actor: creator,
    url: status.url,
  };
}

function outcomeOf(state: string): VerificationOutcome {
  switch (state.toLowerCase()) {
    case "success":
    case "active": // GraphQL's word for a deployment whose newest status is success
      return "pass";
    case "failure":
    case "error":
      return "fail";
    default:
      return "unknown";
  }
}

type Payload = Pick<
  VerificationRecord,
  "app" | "environment" | "images" | "revision" | "level" | "since"
>;

function parsePayload(text: string): Payload | undefined {
  const value = parseJson(text);
  if (!isRecord(value) || value["gitops-actions"] !== VERSION) return undefined;
  const { app, environment, images, revision, level, since } = value;
  const begun = typeof since === "string" ? parseInstant(since) : undefined;
  if (typeof app !== "string" || typeof environment !== "string" || typeof revision !== "string")
    return undefined;
  if (begun === undefined || (level !== "declared" && level !== "observed")) return undefined;
  if (!Array.isArray(images) || !images.every(isArtifact)) return undefined;
  return { app, environment, images, revision, level, since: begun };
}

function isArtifact(value: unknown): value is Artifact {
  if (!isRecord(value) || typeof value["name"] !== "string") return false;
  return [value["tag"], value["digest"]].every(
    (part) => part === undefined || typeof part === "string",
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
