import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { json } from "../support/http-replies.ts";
import { ImageWorld, imageParts } from "../support/image-journey.ts";
import { describeWithRealParts } from "../support/real-parts.ts";

const bad = { npm: { left: "1.0.0" }, deb: { openssl: "3.0.1-1" } };
const good = { npm: { left: "1.2.3" }, deb: { openssl: "3.0.1-1" } };

/** A commit of its own for each journey. */
const commit = (digit: string): string => digit.repeat(40);

describeWithRealParts(imageParts, "CI builds an image", () => {
  let world: ImageWorld;

  beforeAll(async () => {
    world = await ImageWorld.start([
      {
        id: "GHSA-aaaa-bbbb-cccc",
        severity: "critical",
        ecosystem: "npm",
        package: "left",
        constraint: "<1.2.3",
        fix: "1.2.3",
        fixedAt: "2026-01-05T00:00:00Z",
      },
      {
        id: "CVE-2026-0001",
        severity: "low",
        ecosystem: "deb",
        package: "openssl",
        constraint: "<3.0.2",
        fix: "",
      },
    ]);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test("it is pushed by digest, scanned, listed, signed, and named last", async () => {
    const cwd = world.context(good);
    const artifacts = join(cwd, "artifacts");
    writeFileSync(artifacts, "");
    const image = world.name("checkout");

    const run = await world.run(
      cwd,
      { image, sbom: "cyclonedx" },
      { sha: commit("a"), env: { GITHUB_ARTIFACTS: artifacts } },
    );

    expect(run).toMatchObject({ exitCode: 0, stderr: "", annotations: [] });
    const { digest = "" } = run.outputs;
    expect(run.outputs).toMatchObject({
      image: `${image}:sha-aaaaaaaaaaaa@${digest}`,
      tag: "sha-aaaaaaaaaaaa",
      reused: "false",
      "index-digest": "",
    });
    expect(JSON.parse(run.outputs["vulnerabilities"] ?? "")).toMatchObject({ critical: 0, low: 1 });
    expect(world.registry.requests.at(-1)).toBe("PUT /v2/checkout/manifests/sha-aaaaaaaaaaaa");
    expect((await world.tool("crane", ["digest", `${image}:sha-aaaaaaaaaaaa`])).stdout.trim()).toBe(
      digest,
    );
    expect(
      (await world.tool("crane", ["validate", "--remote", `${image}@${digest}`])).exitCode,
    ).toBe(0);
    const config = await world.tool("crane", ["config", `${image}@${digest}`]);
    expect(JSON.parse(config.stdout).config.Labels).toMatchObject({
      "org.opencontainers.image.revision": commit("a"),
      "org.opencontainers.image.source": "https://github.com/org/app",
    });
    for (const command of [
      ["verify"],
      ["verify-attestation", "--type", "slsaprovenance1"],
      ["verify-attestation", "--type", "cyclonedx"],
    ]) {
      expect(await world.cosign(command, `${image}@${digest}`)).toMatchObject({ exitCode: 0 });
    }
    expect(readFileSync(artifacts, "utf8")).toBe(`oci://${image}@${digest}\n`);
    expect(JSON.parse(readFileSync(run.outputs["sbom"] ?? "", "utf8")).bomFormat).toBe("CycloneDX");
    expect(run.summary).toContain("found 1 low in 2 packages");
    expect(run.summary).toContain("0 of 1 steps");
  });

  test("a re-run on the same commit builds nothing, in four requests, though tags are immutable", async () => {
    world.registry.immutableTags = true;
    const image = world.name("checkout");
    const before = await world.registry.digest("checkout", "sha-aaaaaaaaaaaa");

    const run = await world.run(world.context(good), { image }, { sha: commit("a") });

    world.registry.immutableTags = false;
    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(run.outputs).toMatchObject({ reused: "true", digest: before, tag: "sha-aaaaaaaaaaaa" });
    expect(run.groups).not.toContain("Build");
    expect(JSON.parse(run.outputs["result"] ?? "")).toMatchObject({ requests: 4, from: "reused" });
  });

  test("another commit does not get a tag that is there", async () => {
    const image = world.name("checkout");

    const run = await world.run(
      world.context(good),
      { image, tag: "sha-aaaaaaaaaaaa" },
      { sha: commit("b") },
    );

    expect(run.exitCode).toBe(1);
    expect(run.annotations[0]).toMatchObject({ title: "tag-taken" });
    expect(run.annotations[0]?.message).toContain("it is of another commit");
  });

  test("a label that names the commit proves nothing", async () => {
    const image = world.name("forged");
    const unsigned = await world.run(
      world.context(good),
      { image, scanner: "none" },
      { sha: commit("c") },
    );
    const { digest = "" } = unsigned.outputs;
    await world.tool("crane", ["tag", `${image}@${digest}`, "sha-cccccccccccc"]);

    const run = await world.run(world.context(good), { image }, { sha: commit("c") });

    expect(unsigned.outputs).toMatchObject({ tag: "", image: `${image}@${digest}` });
    expect(run.annotations[0]).toMatchObject({ title: "tag-taken" });
    expect(run.annotations[0]?.message).toContain("no signed provenance");
  });

  test("a finding keeps the tag off, and everything is there to read", async () => {
    const image = world.name("vulnerable");

    const run = await world.run(world.context(bad), { image }, { sha: commit("d") });

    expect(run.exitCode).toBe(1);
    expect(run.annotations[0]).toMatchObject({ title: "scan-blocked" });
    expect(await world.registry.tags("vulnerable")).toEqual([]);
    expect(run.outputs).toMatchObject({ tag: "", reused: "false" });
    expect(JSON.parse(run.outputs["decision"] ?? "")).toMatchObject({
      state: "fail",
      gates: [{ name: "scan", reason: "1 critical" }],
    });
    const sarif = JSON.parse(readFileSync(run.outputs["sarif"] ?? "", "utf8"));
    expect(sarif.runs[0].results).toHaveLength(2);
    expect(run.summary).toContain(
      "[GHSA-aaaa-bbbb-cccc](<https://advisories.example/GHSA-aaaa-bbbb-cccc>)",
    );
    expect(run.summary).toContain("`1.2.3`");
  });

  test("an allow-list with owner and end lets it through, and the comparison tells what is added", async () => {
    const image = world.name("excused");
    const cwd = world.context(bad);
    writeFileSync(
      join(cwd, "allow.yaml"),
      "version: 1\nallow:\n  - id: GHSA-aaaa-bbbb-cccc\n    package: left\n    reason: never parses foreign input\n    owner: team-checkout\n    expires: 2099-12-31\n",
    );
    const digest = await world.registry.digest("checkout", "sha-aaaaaaaaaaaa");

    const run = await world.run(
      cwd,
      {
        image,
        "allow-list": "allow.yaml",
        "compare-image": `${world.name("checkout")}@${digest}`,
        sbom: "spdx",
      },
      { sha: commit("e") },
    );

    expect(run).toMatchObject({ exitCode: 0, annotations: [] });
    expect(run.outputs["tag"]).toBe("sha-eeeeeeeeeeee");
    expect(JSON.parse(run.outputs["result"] ?? "")).toMatchObject({
      allowed: 1,
      delta: { added: { critical: 1 }, removed: { critical: 0 } },
      sbomChanges: [{ name: "left", before: ["1.2.3"], after: ["1.0.0"] }],
    });
    expect(run.summary).toContain("team-checkout");
    expect(run.summary).toContain("adds 1 critical, removes none");
  });

  test("of several platforms the index is promoted, and each platform is scanned", async () => {
    const image = world.name("many");

    const run = await world.run(
      world.context(good),
      { image, platforms: "linux/amd64, linux/arm64" },
      { sha: commit("f") },
    );

    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    const platforms = JSON.parse(run.outputs["platform-digests"] ?? "");
    expect(Object.keys(platforms)).toEqual(["linux/amd64", "linux/arm64"]);
    expect(run.outputs["digest"]).toBe(run.outputs["index-digest"]);
    expect(run.groups.filter((title) => title.startsWith("Scan "))).toHaveLength(2);

    const amd = await world.tool("crane", ["delete", `${image}@${platforms["linux/arm64"]}`]);
    const again = await world.run(world.context(good), {
      image: `${image}@${run.outputs["digest"]}`,
      tag: "v2",
    });

    expect(amd.exitCode).toBe(0);
    expect(again.annotations[0]).toMatchObject({ title: "registry-digest-missing" });
    expect(again.annotations[0]?.message).toContain("linux/arm64");
  });

  test("with a key and in both layouts it is signed for every cosign", async () => {
    const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const cwd = world.context(good);
    const publicKey = join(cwd, "key.pub");
    writeFileSync(publicKey, keys.publicKey.export({ type: "spki", format: "pem" }));
    const image = world.name("keyed");
    const inputs = {
      image,
      sign: "key",
      "signing-key": pem,
      "rekor-url": "none",
      "signature-layout": "both",
    };

    const run = await world.run(cwd, inputs, { sha: commit("1") });
    const again = await world.run(cwd, inputs, { sha: commit("1") });

    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(again.outputs).toMatchObject({ reused: "true", digest: run.outputs["digest"] });
    for (const layout of ["--new-bundle-format=true", "--new-bundle-format=false"]) {
      const verified = await world.tool("cosign", [
        ...["verify", layout, "--key", publicKey, "--private-infrastructure"],
        `${image}@${run.outputs["digest"]}`,
      ]);
      expect(verified).toMatchObject({ exitCode: 0 });
    }
  });

  test("a tag that somebody takes meanwhile is not overwritten", async () => {
    const image = world.name("raced");
    const other = await world.registry.digest("checkout", "sha-aaaaaaaaaaaa");
    world.registry.immutableTags = true;
    world.registry.interfere = async ({ method, url }) => {
      if (method !== "PUT" || !url.pathname.endsWith("/manifests/sha-222222222222"))
        return undefined;
      world.registry.interfere = () => undefined;
      await world.tool("crane", [
        "copy",
        `${world.name("checkout")}@${other}`,
        `${image}:sha-222222222222`,
      ]);
      return undefined;
    };

    const run = await world.run(world.context(good), { image }, { sha: commit("2") });

    world.registry.immutableTags = false;
    expect(run.annotations[0]).toMatchObject({ title: "tag-taken" });
    expect(await world.registry.digest("raced", "sha-222222222222")).toBe(other);
  });

  test("a registry that limits and fails for a moment costs no more than a wait", async () => {
    const failures = [json(429, { errors: [{ code: "TOOMANYREQUESTS" }] }), json(503, {})];
    world.registry.interfere = ({ method, url }) =>
      method === "PUT" && url.pathname.includes("/manifests/sha-3") ? failures.pop() : undefined;

    const run = await world.run(
      world.context(good),
      { image: world.name("flaky") },
      { sha: commit("3") },
    );

    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(run.stdout).toMatch(/trying again in .* \(attempt 3\)/);
    expect(failures).toEqual([]);
  });
});
