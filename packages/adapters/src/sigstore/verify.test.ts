import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  PROVENANCE_PREDICATE,
  SIGNATURE_PREDICATE,
  statementOf,
} from "@gitops-actions/core/evidence";
import { parseDigest } from "@gitops-actions/core/image";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LocalRegistry } from "../../../../test/support/local-registry.ts";
import { pushImage } from "../../../../test/support/pushed-image.ts";
import { describeWithRealPart } from "../../../../test/support/real-parts.ts";
import { ISSUER, LocalSigstore } from "../../../../test/support/sigstore.ts";
import { attachBundle } from "./bundle-layout.ts";
import { readAnnotations, readLabels } from "./image-evidence.ts";
import { type SignatureLayout, signImage } from "./sign-image.ts";
import { createSigner, type ImageSigner, publicKeyOf } from "./signer.ts";
import { type VerifyOptions, verifyImage } from "./verify.ts";

const identity = "https://github.com/org/app/.github/workflows/ci.yml@refs/heads/main";
const provenance = { predicateType: PROVENANCE_PREDICATE, predicate: { made: "here" } };
const none = parseDigest(`sha256:${"0".repeat(64)}`);

describeWithRealPart("docker-registry", "a signed image", (program) => {
  let registry: LocalRegistry;
  let sigstore: LocalSigstore;
  let signer: ImageSigner;

  beforeAll(async () => {
    [registry, sigstore] = await Promise.all([LocalRegistry.start(program), LocalSigstore.start()]);
    signer = createSigner({
      key: undefined,
      fulcioUrl: sigstore.url,
      rekorUrl: sigstore.url,
      timestampUrl: undefined,
      idToken: async () => sigstore.idToken(),
    });
  });
  afterAll(async () => {
    await registry[Symbol.asyncDispose]();
    await sigstore[Symbol.asyncDispose]();
  });

  /** A repository with one image in it. */
  function push(name: string): ReturnType<typeof pushImage> {
    const labels = { source: name, odd: 7 };
    return pushImage(registry, name, { labels, annotations: { of: name } });
  }

  function wanted(given: Partial<VerifyOptions> = {}): VerifyOptions {
    return {
      signer: { identity, issuer: ISSUER },
      transparencyLog: true,
      trustedRoot: sigstore.trustedRootFile,
      publicKey: undefined,
      temp: "",
      ...given,
    };
  }

  test.each<SignatureLayout>(["bundle", "tags", "both"])(
    "in the layout %s is verified with what its certificate says",
    async (layout) => {
      const { repository, image } = await push(`layout/${layout}`);
      await signImage(repository, image, { signer, layout, predicates: [provenance] });

      const signature = await verifyImage(repository, image.digest, wanted());
      const attested = await verifyImage(
        repository,
        image.digest,
        wanted({ predicateType: PROVENANCE_PREDICATE }),
      );

      expect(signature).toMatchObject({
        kind: "verified",
        found: [
          {
            predicateType: SIGNATURE_PREDICATE,
            claims: {
              identity,
              issuer: ISSUER,
              sourceRepository: "https://github.com/org/app",
              sourceDigest: sigstore.claims.sha,
            },
          },
        ],
      });
      expect(attested).toMatchObject({
        kind: "verified",
        found: [{ predicate: { made: "here" } }],
      });
    },
  );

  test("is refused for another signer, another issuer and other authorities", async () => {
    const { repository, image } = await push("others");
    await signImage(repository, image, { signer, layout: "bundle", predicates: [] });
    await using strangers = await LocalSigstore.start();

    for (const [options, reason] of [
      [{ signer: { identity: `${identity}x`, issuer: ISSUER } }, "not by"],
      [{ signer: { identity: identity.slice(0, -1), issuer: ISSUER } }, "not by"],
      [{ signer: { identity, issuer: "https://gitlab.com" } }, "issuer"],
      [{ trustedRoot: strangers.trustedRootFile }, ""],
      [{ signer: undefined }, "no signer was asked for"],
    ] as const) {
      expect(await verifyImage(repository, image.digest, wanted(options))).toMatchObject({
        kind: "refused",
        reasons: [expect.stringContaining(reason)],
      });
    }
  });

  test("holds by the text of a trusted root as by its file", async () => {
    const { repository, image } = await push("by-text");
    await signImage(repository, image, { signer, layout: "bundle", predicates: [] });
    const text = readFileSync(sigstore.trustedRootFile, "utf8");

    for (const trustedRoot of [text, `\n${text}`, sigstore.trustedRootFile]) {
      expect(await verifyImage(repository, image.digest, wanted({ trustedRoot }))).toMatchObject({
        kind: "verified",
      });
    }
    for (const trustedRoot of ["{", "/nowhere.json"]) {
      await expect(
        verifyImage(repository, image.digest, wanted({ trustedRoot })),
      ).rejects.toMatchObject({ code: "trusted-root-invalid" });
    }
  });

  test("lends its signature to no other image", async () => {
    const { repository, image } = await push("lender");
    const other = statementOf({ name: repository.name, digest: none }, SIGNATURE_PREDICATE, {});
    const bundle = await signer.signStatement(other);
    await attachBundle(repository, image, { bundle, predicateType: SIGNATURE_PREDICATE });

    expect(await verifyImage(repository, image.digest, wanted())).toEqual({
      kind: "refused",
      reasons: ["it is about another image"],
    });
  });

  test("with a provenance that calls itself a signature is not signed", async () => {
    const { repository, image } = await push("mislabelled");
    const statement = statementOf(
      { name: repository.name, digest: image.digest },
      PROVENANCE_PREDICATE,
      {},
    );
    const bundle = await signer.signStatement(statement);
    await attachBundle(repository, image, { bundle, predicateType: SIGNATURE_PREDICATE });

    expect(await verifyImage(repository, image.digest, wanted())).toEqual({ kind: "unsigned" });
  });

  /** A key pair's private half with its password, as `openssl genpkey` writes it. */
  function newKey(): { readonly pem: string; readonly password: string } {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = privateKey
      .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "pw" })
      .toString();
    return { pem, password: "pw" };
  }

  const byKey = (key: ReturnType<typeof newKey>): Partial<VerifyOptions> => ({
    signer: undefined,
    publicKey: publicKeyOf(key),
    transparencyLog: false,
    trustedRoot: undefined,
  });

  test.each([true, false])(
    "by a key is verified by that key and no other, logged: %s",
    async (logged) => {
      const [key, other] = [newKey(), newKey()];
      const keyed = createSigner({
        key,
        fulcioUrl: "",
        rekorUrl: logged ? sigstore.url : undefined,
        timestampUrl: undefined,
        idToken: async () => "",
      });
      const { repository, image } = await push(`keyed-${logged}`);
      await signImage(repository, image, { signer: keyed, layout: "both", predicates: [] });
      const verify = (options: Partial<VerifyOptions>) =>
        verifyImage(repository, image.digest, wanted(options));

      expect(await verify(byKey(key))).toMatchObject({
        kind: "verified",
        found: [{ claims: undefined }],
      });
      expect(await verify(byKey(other))).toMatchObject({ kind: "refused" });
      expect(await verify({})).toMatchObject({ kind: "refused" });
      await expect(verify({ ...byKey(key), publicKey: "no key" })).rejects.toMatchObject({
        code: "public-key-invalid",
      });
    },
  );

  test("by a certificate is no signature of a key, whatever root is trusted beside it", async () => {
    const { repository, image } = await push("not-keyed");
    await signImage(repository, image, { signer, layout: "both", predicates: [] });

    for (const transparencyLog of [true, false]) {
      const options = wanted({
        ...byKey(newKey()),
        transparencyLog,
        trustedRoot: sigstore.trustedRootFile,
      });
      expect(await verifyImage(repository, image.digest, options)).toMatchObject({
        kind: "refused",
      });
    }
  });

  test("that is not signed is unsigned, and one that is not there is not there", async () => {
    const { repository, image } = await push("plain");

    expect(await verifyImage(repository, image.digest, wanted())).toEqual({ kind: "unsigned" });
    expect(await repository.digest(image.digest)).toBe(image.digest);
    expect(await repository.digest(none)).toBeUndefined();
    expect(await readLabels(repository, image.digest)).toEqual({ source: "plain" });
    expect(await readAnnotations(repository, image.digest)).toEqual({ of: "plain" });
    expect(await readLabels(repository, none)).toBeUndefined();
  });

  test("attached twice is listed once", async () => {
    const { repository, image } = await push("twice");
    const bundle = await signer.signStatement(
      statementOf({ name: repository.name, digest: image.digest }, SIGNATURE_PREDICATE, {}),
    );
    for (let time = 0; time < 2; time += 1) {
      await attachBundle(repository, image, { bundle, predicateType: SIGNATURE_PREDICATE });
    }

    expect(await repository.referrers(image.digest)).toHaveLength(1);
  });

  test("whose service fails is told to be run again", async () => {
    const broken = createSigner({
      key: undefined,
      fulcioUrl: `${sigstore.url}/nowhere`,
      rekorUrl: sigstore.url,
      timestampUrl: undefined,
      idToken: async () => sigstore.idToken(),
    });

    await expect(broken.signBytes(Buffer.from("x"))).rejects.toMatchObject({
      code: "signing-failed",
    });
  });
});
