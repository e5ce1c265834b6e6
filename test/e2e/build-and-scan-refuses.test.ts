import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { json } from "../support/http-replies.ts";
import { ImageWorld, imageParts } from "../support/image-journey.ts";
import { describeWithRealParts, realPart } from "../support/real-parts.ts";
import { type BundleRun, runBundle } from "../support/run-bundle.ts";

const contents = { npm: { left: "1.0.0" } };

function refusal({ annotations }: BundleRun): { readonly code: string; readonly text: string } {
  const [first] = annotations.filter(({ level }) => level === "error");
  return { code: first?.title ?? "", text: first?.message ?? "" };
}

describeWithRealParts(imageParts, "build-and-scan refuses", () => {
  let world: ImageWorld;
  /** An image that is there, by digest, and Grype's report of it. */
  let built: string;

  beforeAll(async () => {
    world = await ImageWorld.start([]);
    const run = await world.run(world.context(contents), {
      image: world.name("app"),
      scanner: "none",
    });
    built = run.outputs["image"] ?? "";
  });
  afterAll(() => world[Symbol.asyncDispose]());

  /** The report of an image in which Grype found this. */
  function report(image: string, severity = "Low"): string {
    const finding = {
      vulnerability: { id: "CVE-2026-1", severity, fix: { state: "not-fixed", versions: [] } },
      artifact: { name: "left", version: "1.0.0", type: "npm" },
    };
    return JSON.stringify({
      matches: [finding],
      source: { type: "image", target: { userInput: image } },
      descriptor: { name: "grype", version: "0.110.0" },
    });
  }

  /** Judges the image that is there by a report. */
  function judge(text: string, inputs: Readonly<Record<string, string>> = {}): Promise<BundleRun> {
    const cwd = world.context(contents);
    writeFileSync(join(cwd, "report.json"), text);
    return world.run(cwd, {
      image: built,
      scanner: "report",
      report: "report.json",
      "dry-run": "true",
      ...inputs,
    });
  }

  test("nothing, where the report is of this digest", async () => {
    const run = await judge(report(built));

    expect(run).toMatchObject({ exitCode: 0, annotations: [] });
    expect(run.summary).toContain("dry run, would be signed and tagged");
    expect(await world.registry.tags("app")).toEqual([]);
  });

  test.each([
    [
      "a report of another image",
      (text: string) => text.replace(/[0-9a-f]{60}/, "0".repeat(60)),
      "scan-report-mismatch",
    ],
    [
      "a report that names no image",
      (text: string) => text.replace('"image"', '"directory"'),
      "scan-report-mismatch",
    ],
    ["a report that is cut off", (text: string) => text.slice(0, -9), "scan-report-invalid"],
    [
      "a finding of a severity that nobody knows",
      (text: string) => text.replace('"Low"', '"Awful"'),
      "scan-blocked",
    ],
  ])("%s", async (_, spoil, code) => {
    expect(refusal(await judge(spoil(report(built)))).code).toBe(code);
  });

  test("an allow-list with a mistyped key, at its line", async () => {
    const cwd = world.context(contents);
    writeFileSync(join(cwd, "report.json"), report(built));
    const entry =
      "  - id: CVE-2026-1\n    reason: never reached\n    owner: me\n    expirs: 2099-01-01\n";
    writeFileSync(join(cwd, "allow.yaml"), `version: 1\nallow:\n${entry}`);

    const run = await world.run(cwd, {
      image: built,
      scanner: "report",
      report: "report.json",
      "allow-list": "allow.yaml",
    });

    expect(run.annotations).toMatchObject([{ title: "allow-list-invalid", file: "allow.yaml" }]);
    expect(refusal(run).text).toContain('did you mean "expires"');
  });

  test("an expired entry, and says whose it was", async () => {
    const cwd = world.context(contents);
    writeFileSync(join(cwd, "report.json"), report(built, "High"));
    const entry =
      "  - id: CVE-2026-1\n    reason: never reached\n    owner: team-a\n    expires: 2026-01-01\n";
    writeFileSync(join(cwd, "allow.yaml"), `version: 1\nallow:\n${entry}`);

    const run = await world.run(cwd, {
      image: built,
      scanner: "report",
      report: "report.json",
      "allow-list": "allow.yaml",
    });

    expect(refusal(run).code).toBe("scan-blocked");
    expect(run.annotations).toContainEqual(
      expect.objectContaining({
        level: "warning",
        line: "3",
        message: expect.stringContaining("team-a"),
      }),
    );
  });

  describe("what the scanner could not tell", () => {
    test("without a database", async () => {
      const run = await world.run(
        world.context(contents),
        { image: built },
        { env: { GRYPE_DB_CACHE_DIR: "/nowhere" } },
      );

      expect(refusal(run)).toMatchObject({ code: "scan-database-missing" });
      expect(refusal(run).text).toContain("nothing is tagged");
    });

    test("of an image without packages, unless that is what it is", async () => {
      const cwd = world.context({});
      const inputs = { image: world.name("empty"), "dry-run": "false", sign: "none" };

      const refused = await world.run(cwd, inputs);
      const accepted = await world.run(cwd, { ...inputs, "accept-empty": "true" });

      expect(refusal(refused).code).toBe("scan-empty");
      expect(accepted).toMatchObject({ exitCode: 0 });
    });

    test("with a scanner of other bytes than those pinned", async () => {
      const run = await world.run(world.context(contents), {
        image: built,
        "scanner-path": `${realPart("grype")}@sha256:${"0".repeat(64)}`,
      });

      expect(refusal(run).code).toBe("program-checksum");
    });

    test("where there is none", async () => {
      const run = await world.run(
        world.context(contents),
        { image: built },
        { env: { PATH: "/usr/bin:/bin" } },
      );

      expect(refusal(run)).toMatchObject({ code: "program-missing" });
      expect(refusal(run).text).toContain('no program "grype"');
    });
  });

  describe("a build", () => {
    test("that fails, with the line of the Dockerfile and no secret", async () => {
      const cwd = world.context({ dockerfile: ["COPY not-there /x"] });

      const run = await world.run(cwd, {
        image: world.name("broken"),
        secrets: "npm=hunter2-hunter2",
      });

      expect(run.exitCode).toBe(1);
      expect(run.annotations).toMatchObject([
        { title: "build-failed", file: "Dockerfile", line: "3" },
      ]);
      expect(refusal(run).text).toContain("not-there");
      const said = run.stdout.replaceAll(/^::add-mask::.*$/gm, "");
      expect(said + run.summary + run.outputs["result"]).not.toContain("hunter2");
    });

    test("where docker has no buildx", async () => {
      const config = join(world.context({}), "docker");
      mkdirSync(config);

      const run = await world.run(
        world.context(contents),
        { image: world.name("nothing") },
        { env: { DOCKER_CONFIG: config } },
      );

      expect(refusal(run)).toMatchObject({ code: "registry-login-missing" });
    });

    test("with a docker that does not know buildx", async () => {
      const bin = world.context({});
      writeFileSync(
        join(bin, "docker"),
        "#!/bin/sh\necho \"docker: 'buildx' is not a docker command.\" >&2\nexit 1\n",
      );
      chmodSync(join(bin, "docker"), 0o755);

      const run = await world.run(
        world.context(contents),
        { image: world.name("nothing") },
        { env: { PATH: `${bin}:${dirname(realPart("grype") ?? "")}:/usr/bin:/bin` } },
      );

      expect(refusal(run).text).toContain("docker has no buildx");
    });

    test("where the registry refuses to be written, in its words", async () => {
      world.registry.interfere = ({ method, url }) =>
        method === "PUT" && /\/manifests\/sha-/.test(url.pathname)
          ? json(403, { errors: [{ code: "DENIED", message: "the quota is used up" }] })
          : undefined;

      const run = await judge(report(built), {
        "dry-run": "false",
        sign: "none",
      });

      world.registry.interfere = () => undefined;
      expect(refusal(run)).toMatchObject({ code: "registry-refused" });
      expect(refusal(run).text).toContain("the quota is used up");
    });
  });

  test("to sign without an id token", async () => {
    const cwd = world.context(contents);
    writeFileSync(join(cwd, "report.json"), report(built));

    const run = await world.run(
      cwd,
      { image: built, scanner: "report", report: "report.json" },
      { env: { ACTIONS_ID_TOKEN_REQUEST_URL: "" } },
    );

    expect(refusal(run).code).toBe("id-token-missing");
    expect(await world.registry.tags("app")).toEqual([]);
  });
});

describe("inputs that cannot be right are refused before anything is done", () => {
  const image = "ghcr.io/org/app";
  const given = `${image}@sha256:${"a".repeat(64)}`;

  test.each([
    ["an image with a tag", { image: `${image}:v1` }, "input-conflict"],
    ["a report without the scanner for it", { image, report: "r.json" }, "input-conflict"],
    ["the scanner for a report without one", { image, scanner: "report" }, "input-missing"],
    ["a comparison by tag", { image, "compare-image": `${image}:v1` }, "input-invalid"],
    ["new findings of nothing", { image, "new-only": "true" }, "input-missing"],
    ["a key without the wish to use it", { image, "signing-key": "x" }, "input-conflict"],
    ["a certificate that no log knows", { image, "rekor-url": "none" }, "input-conflict"],
    ["a secret without a name", { image, secrets: "hunter2" }, "input-invalid"],
    ["a platform that is none", { image, platforms: "linux" }, "input-invalid"],
    ["a scanner without its checksum", { image, "scanner-path": "/opt/grype" }, "input-invalid"],
    ["a span that is none", { image, "fix-grace": "a week" }, "input-invalid"],
    [
      "an allow-list elsewhere",
      { image: given, "allow-list": "../allow.yaml" },
      "file-path-invalid",
    ],
    ["a tag that its readers do not see", { image, "tag-pattern": "^v" }, "tag-invalid"],
  ])("%s", async (_, inputs, code) => {
    const run = await runBundle("build-and-scan", { with: inputs });

    expect(refusal(run).code).toBe(code);
    expect(run.stdout).not.toContain("hunter2");
  });

  test("a private repository whose name a public log would show", async () => {
    const run = await runBundle("build-and-scan", {
      with: { image },
      event: { name: "push", payload: { repository: { private: true } } },
    });

    expect(refusal(run)).toMatchObject({ code: "input-missing" });
    expect(refusal(run).text).toContain("would publish");
  });
});
