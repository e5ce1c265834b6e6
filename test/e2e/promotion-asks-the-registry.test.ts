import { generateKeyPairSync } from "node:crypto";
import { createSigner, publicKeyOf, signImage } from "@gitops-actions/adapters/sigstore";
import { SCAN_PREDICATE, scanPredicate } from "@gitops-actions/core/scan";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { LocalGitHub } from "../support/github/index.ts";
import { gitopsRepository } from "../support/gitops-repository.ts";
import { makeWorld, promote, type World } from "../support/journey.ts";
import { LocalRegistry } from "../support/local-registry.ts";
import { pushImage } from "../support/pushed-image.ts";
import { describeWithRealPart } from "../support/real-parts.ts";
import type { BundleRun } from "../support/run-bundle.ts";
import { LocalSigstore } from "../support/sigstore.ts";

const workflow = "org/gitops-actions/.github/workflows/build.yml@refs/tags/v1";
const revisions = { old: "1".repeat(40), now: "2".repeat(40) };
const byWorkflow = `{ workflow: ${workflow}, source: app }`;
const policy = (signature: string): string => `version: 1
environments:
  dev: {}
  staging:
    from: dev
    gates:
      verified: false
      registry: true
      signature: ${signature}
      scan: { fail-on: high, max-age: 7d }
apps: { checkout: { repository: acme/checkout } }
`;

describeWithRealPart("docker-registry", "a promotion asks the registry", (program) => {
  let registry: LocalRegistry;
  let sigstore: LocalSigstore;
  let github: LocalGitHub;
  let world: World;

  beforeAll(async () => {
    [registry, sigstore] = await Promise.all([LocalRegistry.start(program), LocalSigstore.start()]);
  });
  afterAll(async () => {
    await registry[Symbol.asyncDispose]();
    await sigstore[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    github = await LocalGitHub.start();
  });
  afterEach(() => github[Symbol.asyncDispose]());

  interface Build {
    readonly name: string;
    readonly source?: string;
    readonly high?: number;
    readonly at?: Date;
    readonly sign?: boolean;
    /** The key to sign with, in place of the workflow. */
    readonly key?: Key;
    /** Whom the policy wants. */
    readonly signature?: string;
  }

  interface Key {
    readonly pem: string;
    readonly password: undefined;
  }

  function newKey(): Key {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    return {
      pem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      password: undefined,
    };
  }

  /** The gate that wants the signature of a key. */
  function byKey(key: Key): string {
    return `{ key: ${JSON.stringify(publicKeyOf(key))} }`;
  }

  /** Builds, signs and scans `checkout` as build-and-scan does, and has dev run it. */
  async function given({
    name,
    source = "acme/checkout",
    high = 0,
    at = new Date(),
    sign = true,
    key,
    signature = byWorkflow,
  }: Build): Promise<string> {
    const labels = (revision: string) => ({
      "org.opencontainers.image.source": "https://github.com/acme/checkout",
      "org.opencontainers.image.revision": revision,
    });
    const old = await pushImage(registry, name, { labels: labels(revisions.old) });
    const { repository, image } = await pushImage(registry, name, {
      labels: labels(revisions.now),
    });
    if (sign) {
      sigstore.claims = { ...sigstore.claims, repository: source, workflowRef: workflow };
      const signer = createSigner({
        key,
        fulcioUrl: sigstore.url,
        rekorUrl: sigstore.url,
        timestampUrl: undefined,
        idToken: async () => sigstore.idToken(),
      });
      const report = {
        scanner: "Grype 0.110.0",
        digests: [],
        packages: 1,
        at,
        databaseAt: at,
        findings: [],
      };
      const open = { critical: 0, high, medium: 1, low: 0 };
      const predicate = scanPredicate(report, { open }, at);
      const predicates = [{ predicateType: SCAN_PREDICATE, predicate }];
      await signImage(repository, image, { signer, layout: "bundle", predicates });
    }
    const files = gitopsRepository({
      apps: ["checkout"],
      environments: ["dev", "staging"],
      image: () => repository.name,
    });
    const runs = (path: string, tag: string, digest: string): string =>
      (files[path] ?? "")
        .replace(/newTag: \S+/, `newTag: ${tag}`)
        .replace(/digest: \S+/, `digest: ${digest}`);
    const [dev, staging] = ["dev", "staging"].map(
      (one) => `apps/checkout/overlays/${one}/kustomization.yaml`,
    ) as [string, string];
    world = await makeWorld(github, {
      apps: ["checkout"],
      files: {
        ".gitops/promotion.yaml": policy(signature),
        [dev]: runs(dev, "v2", image.digest),
        [staging]: runs(staging, "v1", old.image.digest),
      },
    });
    return image.digest;
  }

  function run(): Promise<BundleRun> {
    return promote(
      world,
      { app: "checkout", environment: "staging", "trusted-root": sigstore.trustedRootFile },
      { env: { GITHUB_SERVER_URL: "https://github.com", DOCKER_CONFIG: registry.dockerConfig } },
    );
  }

  test("who built it, what its scan found and what has changed is in the pull request", async () => {
    await given({ name: "good/checkout" });

    const { outputs } = await run();

    expect(outputs).toMatchObject({ operation: "created", decision: "pass" });
    const [pull] = world.gitops.pulls;
    expect(pull?.body).toContain(
      `[1111111...2222222](<https://github.com/acme/checkout/compare/${revisions.old}...${revisions.now}>)`,
    );
    expect(pull?.body).toContain("| signature | ✅ pass | by org/gitops-actions/");
    expect(pull?.body).toContain("| scan of v2 | 1 medium,");
    // The scan is a week old some day, and then the pass ends.
    expect(outputs["retry-at"]).not.toBe("");
  });

  test("a key's signature and scan count where the policy names the key", async () => {
    const key = newKey();
    await given({ name: "keyed/checkout", key, signature: byKey(key) });

    const { outputs } = await run();

    expect(outputs).toMatchObject({ operation: "created", decision: "pass" });
    const [pull] = world.gitops.pulls;
    expect(pull?.body).toContain("| signature | ✅ pass | by the key of the policy");
    expect(pull?.body).toContain("| scan of v2 | 1 medium,");
  });

  const rows: [string, Build, string, string][] = [
    [
      "built from another repository",
      { name: "other/checkout", source: "acme/evil" },
      "fail",
      "it is built from https://github.com/acme/evil",
    ],
    ["not signed", { name: "bare/checkout", sign: false }, "fail", "it is not signed"],
    [
      "signed with another key",
      { name: "otherkey/checkout", key: newKey(), signature: byKey(newKey()) },
      "fail",
      "signature verification failed",
    ],
    [
      "signed by a workflow in place of the key",
      { name: "nokey/checkout", signature: byKey(newKey()) },
      "fail",
      "it is signed by a certificate, not with the key",
    ],
    [
      "signed with a key in place of the workflow",
      { name: "keyonly/checkout", key: newKey() },
      "fail",
      "it is signed with a key, not by a certificate",
    ],
    ["with findings that count", { name: "bad/checkout", high: 2 }, "fail", "2 high"],
    [
      "scanned too long ago",
      { name: "stale/checkout", at: new Date(Date.now() - 8 * 86_400_000) },
      "wait",
      "at most 7d are allowed",
    ],
  ];
  test.each(rows)("an image that is %s", async (_, build, decision, why) => {
    await given(build);

    const { outputs, summary } = await run();

    expect(outputs).toMatchObject({ decision });
    expect(summary.replaceAll("&#8203;", "")).toContain(why);
  });

  test("a digest that is gone blocks it", async () => {
    const digest = await given({ name: "gone/checkout" });
    registry.interfere = ({ url }) =>
      url.pathname.includes(`/manifests/${digest}`)
        ? { status: 404, headers: {}, body: Buffer.alloc(0) }
        : undefined;

    const { outputs, summary } = await run();
    registry.interfere = () => undefined;

    expect(outputs).toMatchObject({ decision: "fail" });
    expect(summary).toContain("any more");
  });

  test("a registry that does not answer is waited for", async () => {
    await given({ name: "down/checkout" });
    registry.interfere = () => ({ status: 503, headers: {}, body: Buffer.alloc(0) });

    const { outputs, summary, exitCode } = await run();
    registry.interfere = () => undefined;

    expect(exitCode).toBe(0);
    expect(outputs).toMatchObject({ decision: "wait" });
    expect(summary).toContain("cannot be asked");
  });
});
