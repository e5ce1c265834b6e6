import { type Digest, type ImageName, parseDigest } from "@gitops-actions/core/image";
import { type Patience, trying } from "../patience.ts";
import { addressOf } from "./address.ts";
import { answerChallenge, basic, parseChallenge } from "./authorization.ts";
import { readLogin } from "./credentials.ts";
import { failureOf, RegistryFailure } from "./failure.ts";
import {
  type Descriptor,
  digestOf,
  INDEX_TYPE,
  MANIFEST_TYPES,
  type Manifest,
  readManifest,
} from "./manifest.ts";

/** One repository of a registry. Every call is tried again while its failure can pass. */
export interface Repository {
  readonly name: ImageName;
  /** How many requests were sent, those for tokens among them. */
  readonly requests: number;
  /** The manifest under a tag or digest; undefined when there is none. @throws `RegistryFailure` */
  manifest(reference: string): Promise<Manifest | undefined>;
  /** The digest under a tag or digest, without its bytes; undefined when there is none. @throws `RegistryFailure` */
  digest(reference: string): Promise<Digest | undefined>;
  /** Puts bytes under a tag or their digest; true when the registry listed them under their subject itself. @throws `RegistryFailure` */
  putManifest(reference: string, manifest: Pick<Manifest, "mediaType" | "bytes">): Promise<boolean>;
  /** A blob of at most `maxBytes`, its digest checked. @throws `RegistryFailure` */
  blob(digest: Digest, maxBytes: number): Promise<Uint8Array>;
  putBlob(bytes: Uint8Array): Promise<Digest>;
  /** What refers to a manifest, by the API or where a registry has none by the fallback tag. @throws `RegistryFailure` */
  referrers(digest: Digest): Promise<readonly Descriptor[]>;
}

export interface RepositoryOptions extends Patience {
  /** `config.json` of docker, where the logins are. */
  readonly dockerConfigFile: string;
  /** What the token is asked for. */
  readonly access: "pull" | "pull,push";
}

/** More than any registry takes for a manifest. */
const MAX_MANIFEST_BYTES = 8_000_000;

/** A reply that does not come in this time does not come; uploads are small. */
const REPLY_TIMEOUT_MS = 60_000;

/**
 * A client of the distribution protocol for one repository, with the part of it that tagging and
 * attaching need. The clients on npm were looked at: those for Docker's protocol are no longer kept, and
 * `@sigstore/oci` reads no credential helpers, lists no referrers and tries nothing again.
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export function openRepository(name: ImageName, options: RepositoryOptions): Repository {
  const { host, origin, path } = addressOf(name);
  const base = `${origin}/v2/${path}`;
  const login = readLogin(host, options.dockerConfigFile);
  const scope = `repository:${path}:${options.access}`;
  // Sent unasked: a registry with Basic then answers at once, and one with tokens challenges as it would anyway.
  let authorization = basic(login);
  let requests = 0;

  async function send(url: string, init: RequestInit): Promise<Response> {
    requests += 1;
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(REPLY_TIMEOUT_MS)]);
    try {
      return await fetch(url, { ...init, signal });
    } catch (cause) {
      options.signal.throwIfAborted();
      throw new RegistryFailure("unavailable", reasonOf(cause), { status: 0, cause });
    }
  }

  /** Sends with what is known of the login, and once more after a challenge: a token may have ended meanwhile. */
  async function ask(url: string, init: RequestInit = {}): Promise<Response> {
    const first = await send(url, withAuthorization(init, authorization));
    if (first.status !== 401) return first;
    const challenge = parseChallenge(first.headers.get("www-authenticate") ?? "");
    if (challenge === undefined) return first;
    const answer = await answerChallenge(challenge, { login, scope, fetch: send });
    // The same password twice gets the same answer; a token may have the same text and a new life.
    const isRepeated = challenge.scheme === "basic" && answer === authorization;
    if (answer === undefined || isRepeated) return first;
    authorization = answer;
    await first.body?.cancel();
    return send(url, withAuthorization(init, authorization));
  }

  const persist = <T>(attempt: () => Promise<T>): Promise<T> =>
    trying(attempt, { ...options, again });

  const accept = { accept: MANIFEST_TYPES };

  const repository: Repository = {
    name,
    get requests() {
      return requests;
    },

    manifest: (reference) =>
      persist(async () => {
        const reply = await ask(`${base}/manifests/${reference}`, { headers: accept });
        if (reply.status === 404) return void (await reply.body?.cancel());
        if (!reply.ok) throw await failureOf(reply);
        const bytes = await bytesOf(reply, MAX_MANIFEST_BYTES);
        const manifest = readManifest(bytes, mediaTypeOf(reply));
        if (reference.includes(":")) requireDigest(manifest.digest, reference);
        return manifest;
      }),

    digest: (reference) =>
      persist(async () => {
        const init = { method: "HEAD", headers: accept };
        const reply = await ask(`${base}/manifests/${reference}`, init);
        if (reply.status === 404) return undefined;
        if (!reply.ok) throw await failureOf(reply);
        const digest = reply.headers.get("docker-content-digest");
        // Optional by the specification; without it the bytes tell.
        return digest === null
          ? (await repository.manifest(reference))?.digest
          : parseDigest(digest);
      }),

    putManifest: (reference, { mediaType, bytes }) =>
      persist(async () => {
        const reply = await ask(`${base}/manifests/${reference}`, {
          method: "PUT",
          headers: { "content-type": mediaType },
          body: bodyOf(bytes),
        });
        if (!reply.ok) throw await failureOf(reply);
        await reply.body?.cancel();
        return reply.headers.has("oci-subject");
      }),

    blob: (digest, maxBytes) =>
      persist(async () => {
        const reply = await ask(`${base}/blobs/${digest}`);
        if (!reply.ok) throw await failureOf(reply);
        const bytes = await bytesOf(reply, maxBytes);
        requireDigest(digestOf(bytes), digest);
        return bytes;
      }),

    putBlob: (bytes) =>
      persist(async () => {
        const begun = await ask(`${base}/blobs/uploads/`, { method: "POST" });
        const location = begun.headers.get("location");
        if (!begun.ok || location === null) throw await failureOf(begun);
        await begun.body?.cancel();
        const digest = digestOf(bytes);
        const url = new URL(location, base);
        url.searchParams.set("digest", digest);
        const done = await ask(url.href, {
          method: "PUT",
          headers: { "content-type": "application/octet-stream" },
          body: bodyOf(bytes),
        });
        if (!done.ok) throw await failureOf(done);
        await done.body?.cancel();
        return digest;
      }),

    referrers: (digest) =>
      persist(async () => {
        const reply = await ask(`${base}/referrers/${digest}`, { headers: { accept: INDEX_TYPE } });
        // A registry without the API answers 404, or 400 and the like, or a page of HTML.
        const hasApi = reply.ok && mediaTypeOf(reply) === INDEX_TYPE;
        if (hasApi) {
          const bytes = await bytesOf(reply, MAX_MANIFEST_BYTES);
          return readManifest(bytes, INDEX_TYPE).content.manifests ?? [];
        }
        const failure = await failureOf(reply);
        if (failure.kind !== "missing" && failure.kind !== "refused") throw failure;
        const fallback = await repository.manifest(fallbackTag(digest));
        return fallback?.content.manifests ?? [];
      }),
  };
  return repository;
}

/** The tag under which a registry without the referrers API keeps what refers to a manifest. */
export function fallbackTag(digest: Digest): string {
  return digest.replace(":", "-");
}

function withAuthorization(init: RequestInit, authorization: string | undefined): RequestInit {
  if (authorization === undefined) return init;
  return { ...init, headers: { ...init.headers, authorization } };
}

function again(error: unknown) {
  if (!(error instanceof RegistryFailure)) return undefined;
  const { kind, message, retryAfterMs } = error;
  if (kind === "limited") {
    return { because: `the registry's rate limit (${message})`, firstCapMs: 2_000, retryAfterMs };
  }
  if (kind !== "unavailable") return undefined;
  const because = `the registry did not answer as it should (${message})`;
  return { because, firstCapMs: 500, retryAfterMs };
}

function mediaTypeOf(reply: Response): string {
  return (reply.headers.get("content-type") ?? "").split(";", 1)[0] ?? "";
}

/** Bytes that `fetch` takes as a body: it wants to know that no other thread shares them. */
function bodyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

async function bytesOf(reply: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of reply.body ?? []) {
      size += chunk.length;
      if (size > maxBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new RegistryFailure("unavailable", reasonOf(cause), { status: reply.status, cause });
  }
  if (size <= maxBytes) return Buffer.concat(chunks);
  throw new RegistryFailure("refused", `the reply is larger than ${maxBytes} bytes`, {
    status: reply.status,
  });
}

function requireDigest(found: Digest, wanted: string): void {
  if (found === wanted) return;
  throw new RegistryFailure("unavailable", `the bytes under ${wanted} have the digest ${found}`, {
    status: 200,
  });
}

/** `fetch` says "fetch failed"; its cause says why. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
