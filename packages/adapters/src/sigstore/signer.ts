import { createPrivateKey, createPublicKey, type KeyObject, sign as signWith } from "node:crypto";
import { UserError } from "@gitops-actions/core/errors";
import { STATEMENT_TYPE, type Statement } from "@gitops-actions/core/evidence";
import type { BundleWithDsseEnvelope, BundleWithMessageSignature } from "@sigstore/bundle";
import {
  DSSEBundleBuilder,
  FulcioSigner,
  type Signer as KeySigner,
  MessageSignatureBundleBuilder,
  RekorWitness,
  TSAWitness,
  type Witness,
} from "@sigstore/sign";
import type { IdTokenRequest } from "../runner/index.ts";
import { requestIdToken } from "./id-token.ts";
import { keyHint } from "./key-hint.ts";

/** Who signs, and who bears witness to it. */
export interface SigningOptions {
  /** A key in PEM form, for those who sign without certificates. */
  readonly key: { readonly pem: string; readonly password: string | undefined } | undefined;
  /** Where the certificate authority is, which turns the run's identity into a certificate. */
  readonly fulcioUrl: string;
  /** The transparency log; undefined writes to none. */
  readonly rekorUrl: string | undefined;
  /** An authority of timestamps; undefined asks none. */
  readonly timestampUrl: string | undefined;
  readonly idTokenRequest: IdTokenRequest | undefined;
  readonly signal: AbortSignal;
}

/** Signs with one identity. */
export interface ImageSigner {
  /** How it signs, in words. */
  readonly described: string;
  /** @throws `signing-failed`, `id-token-missing` */
  signStatement(statement: Statement): Promise<BundleWithDsseEnvelope>;
  /** @throws `signing-failed`, `id-token-missing` */
  signBytes(bytes: Uint8Array): Promise<BundleWithMessageSignature>;
}

/** A service that does not answer in this time does not answer. */
const TIMEOUT_MS = 30_000;
const RETRIES = 3;

/** A signer by certificate, or with a key where one is given. @throws `signing-failed` for a key that is none */
export function createSigner(options: SigningOptions): ImageSigner {
  const fetching = { timeout: TIMEOUT_MS, retry: RETRIES };
  const witnesses: Witness[] = [];
  if (options.rekorUrl !== undefined) {
    const rekorBaseURL = options.rekorUrl;
    witnesses.push(new RekorWitness({ ...fetching, rekorBaseURL, fetchOnConflict: true }));
  }
  if (options.timestampUrl !== undefined) {
    witnesses.push(new TSAWitness({ ...fetching, tsaBaseURL: options.timestampUrl }));
  }
  const { key, fulcioUrl } = options;
  const signer =
    key === undefined
      ? new FulcioSigner({
          ...fetching,
          fulcioBaseURL: fulcioUrl,
          identityProvider: { getToken: () => requestIdToken("sigstore", options) },
        })
      : keySigner(readKey(key));
  return {
    described: key === undefined ? `keyless, certificate of ${fulcioUrl}` : "with a key",
    signStatement: (statement) =>
      new DSSEBundleBuilder({ signer, witnesses })
        .create({ data: Buffer.from(JSON.stringify(statement)), type: STATEMENT_TYPE })
        .catch(signingFailed),
    signBytes: (bytes) =>
      new MessageSignatureBundleBuilder({ signer, witnesses })
        .create({ data: Buffer.from(bytes) })
        .catch(signingFailed),
  };
}

/** The public half of a signing key, in PEM form. @throws `signing-failed` for a key that is none */
export function publicKeyOf(key: NonNullable<SigningOptions["key"]>): string {
  return createPublicKey(readKey(key)).export({ type: "spki", format: "pem" }).toString();
}

function keySigner(key: KeyObject): KeySigner {
  const publicKey = createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
  return {
    sign: async (data) => ({
      signature: signWith(key.asymmetricKeyType === "ed25519" ? null : "sha256", data, key),
      key: { $case: "publicKey", publicKey, hint: keyHint(publicKey) },
    }),
  };
}

function readKey({ pem, password }: NonNullable<SigningOptions["key"]>): KeyObject {
  try {
    return createPrivateKey({
      // A key pasted into a variable often has its newlines as the two characters \n.
      key: pem.replaceAll("\\n", "\n"),
      ...(password === undefined ? {} : { passphrase: password }),
    });
  } catch (cause) {
    throw new UserError("signing-failed", 'input "signing-key" is no private key in PEM form', {
      hint: "Give PKCS#8 (-----BEGIN PRIVATE KEY----- or ENCRYPTED PRIVATE KEY with signing-password). cosign's own encrypted form is not read: make a key with openssl and give its public half to cosign verify.",
      cause,
    });
  }
}

function signingFailed(cause: unknown): never {
  if (cause instanceof UserError) throw cause;
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  if (inner instanceof UserError) throw inner;
  const words = [cause, inner].map((error) =>
    error instanceof Error ? error.message : `${error}`,
  );
  throw new UserError("signing-failed", `could not sign: ${[...new Set(words)].join(": ")}`, {
    hint: "The image is pushed and has no tag. Run the job again; a second run is safe.",
    cause,
  });
}
