import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  fulcioHandler,
  initializeCA,
  initializeCTLog,
  initializeTLog,
  rekorHandler,
} from "@sigstore/mock";
import { HashAlgorithm, PublicKeyDetails, TrustedRoot } from "@sigstore/protobuf-specs";
import { type HttpReply, HttpServer } from "./github/http-server.ts";

/** What the run's id token says. */
export interface RunClaims {
  readonly repository: string;
  readonly sha: string;
  readonly ref: string;
  readonly workflowRef: string;
}

/** The issuer of the id tokens. */
export const ISSUER = "https://token.actions.githubusercontent.com";

/** A certificate authority, a transparency log and GitHub's id tokens, with sigstore's own mocks behind HTTP. */
export class LocalSigstore implements AsyncDisposable {
  readonly url: string;
  /** A trusted root that believes them. */
  readonly trustedRootFile: string;
  claims: RunClaims = {
    repository: "org/app",
    sha: "0123456789abcdef0123456789abcdef01234567",
    ref: "refs/heads/main",
    workflowRef: "org/app/.github/workflows/ci.yml@refs/heads/main",
  };
  readonly #server: HttpServer;
  readonly #folder: string;

  private constructor(server: HttpServer, folder: string) {
    this.#server = server;
    this.#folder = folder;
    this.url = server.url;
    this.trustedRootFile = join(folder, "trusted-root.json");
  }

  static async start(): Promise<LocalSigstore> {
    const authorityKeys = generateKeyPairSync("ec", { namedCurve: "P-384" });
    const logKeys = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const certificateLog = await initializeCTLog(
      generateKeyPairSync("ec", { namedCurve: "P-256" }),
    );
    const authority = await initializeCA(authorityKeys, certificateLog);
    const folder = mkdtempSync(join(tmpdir(), "sigstore-"));
    let sigstore: LocalSigstore | undefined;
    let rekor: ReturnType<typeof rekorHandler> | undefined;
    const fulcio = fulcioHandler(authority, { strict: true });
    const server = await HttpServer.start(async ({ url, body }) => {
      const text = body.toString("utf8");
      if (url.pathname === "/id-token") return idToken(url, sigstore?.claims);
      if (url.pathname === fulcio.path) return reply(await fulcio.fn(text));
      if (rekor !== undefined && url.pathname === rekor.path) {
        return reply(await rekor.fn(JSON.stringify(asLogged(JSON.parse(text)))));
      }
      return { status: 404, headers: {}, body: Buffer.from(`unknown path ${url.pathname}`) };
    });
    const log = await initializeTLog(server.url, logKeys);
    rekor = rekorHandler(log, { strict: true });
    sigstore = new LocalSigstore(server, folder);
    const start = new Date(Date.now() - 60_000);
    const instance = (baseUrl: string, publicKey: Buffer, keyId: Buffer) => ({
      baseUrl,
      hashAlgorithm: HashAlgorithm.SHA2_256,
      publicKey: {
        rawBytes: publicKey,
        keyDetails: PublicKeyDetails.PKIX_ECDSA_P256_SHA_256,
        validFor: { start, end: undefined },
      },
      logId: { keyId },
      checkpointKeyId: undefined,
      operator: "test",
    });
    const hash = (bytes: Buffer): Buffer => createHash("sha256").update(bytes).digest();
    const certificateLogKey = Buffer.from(certificateLog.publicKey);
    const root = TrustedRoot.toJSON({
      mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
      tlogs: [instance(server.url, log.publicKey, hash(log.publicKey))],
      ctlogs: [instance(server.url, certificateLogKey, hash(certificateLogKey))],
      certificateAuthorities: [
        {
          subject: { commonName: "sigstore", organization: "sigstore.mock" },
          uri: server.url,
          certChain: {
            certificates: [
              { rawBytes: Buffer.from(new Uint8Array(authority.rootCertificate.buffer)) },
            ],
          },
          validFor: { start, end: undefined },
          operator: "test",
        },
      ],
      timestampAuthorities: [],
    });
    writeFileSync(sigstore.trustedRootFile, JSON.stringify(root));
    return sigstore;
  }

  /** What the runner gives a job with `id-token: write`. */
  get runnerEnvironment(): Readonly<Record<string, string>> {
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${this.url}/id-token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "runner-token",
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function reply(result: {
  readonly statusCode: number;
  readonly response: string | ArrayBufferView;
  readonly contentType?: string;
}): HttpReply {
  return {
    status: result.statusCode,
    headers: { "content-type": result.contentType ?? "text/plain" },
    body: Buffer.from(String(result.response)),
  };
}

/** Rekor keeps of a DSSE envelope its hashes and signatures; the mock keeps whatever it is sent. */
function asLogged(proposal: Proposal): object {
  const { proposedContent } = proposal.spec;
  if (proposal.kind !== "dsse" || proposedContent === undefined) return proposal;
  const hash = (bytes: string | Buffer) => ({
    algorithm: "sha256",
    value: createHash("sha256").update(bytes).digest("hex"),
  });
  const envelope = JSON.parse(proposedContent.envelope);
  const signatures: readonly { readonly sig: string }[] = envelope.signatures;
  return {
    apiVersion: proposal.apiVersion,
    kind: proposal.kind,
    spec: {
      envelopeHash: hash(proposedContent.envelope),
      payloadHash: hash(Buffer.from(envelope.payload, "base64")),
      signatures: signatures.map(({ sig }) => ({
        signature: sig,
        verifier: proposedContent.verifiers[0],
      })),
    },
  };
}

interface Proposal {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: {
    readonly proposedContent?: {
      readonly envelope: string;
      readonly verifiers: readonly string[];
    };
  };
}

function idToken(url: URL, claims: RunClaims | undefined): HttpReply {
  const { repository, sha, ref, workflowRef } = claims ?? {};
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  const token = [
    encode({ alg: "RS256", typ: "JWT" }),
    encode({
      iss: ISSUER,
      aud: url.searchParams.get("audience"),
      sub: `https://github.com/${workflowRef}`,
      repository,
      sha,
      ref,
      event_name: "push",
    }),
    Buffer.from("signature").toString("base64url"),
  ].join(".");
  const body = Buffer.from(JSON.stringify({ value: token }));
  return { status: 200, headers: { "content-type": "application/json" }, body };
}
