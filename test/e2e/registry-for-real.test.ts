import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CloudWorld, deployRole } from "../support/cloud-world.ts";
import { LocalRegistry } from "../support/local-registry.ts";
import { describeWithRealPart } from "../support/real-parts.ts";

import type { BundleRun } from "../support/run-bundle.ts";

const run = promisify(execFile);

describeWithRealPart("docker-registry", "a real registry behind ECR", (program) => {
  let registry: LocalRegistry;
  let world: CloudWorld;
  let login: BundleRun;
  let env: Record<string, string>;

  beforeAll(async () => {
    registry = await LocalRegistry.start(program);
    world = await CloudWorld.start({ registry });
    env = { ...world.environment, PATH: process.env["PATH"] ?? "" };
    login = await world.login({
      "role-to-assume": deployRole,
      "aws-region": "eu-west-1",
      registries: "ecr",
    });
    mkdirSync(join(world.folder, "image"));
    writeFileSync(join(world.folder, "image", "hello"), "hello\n");
    writeFileSync(join(world.folder, "image", "Dockerfile"), "FROM scratch\nCOPY hello /hello\n");
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await registry[Symbol.asyncDispose]();
  });

  test("refuses who is not logged in", async () => {
    const answer = await fetch(`${world.aws.url}/v2/`);

    expect(login.exitCode).toBe(0);
    expect(answer.status).toBe(401);
  });

  describeWithRealPart("crane", "crane", (crane) => {
    const push = async (image: string) => {
      const layer = join(world.folder, "layer.tar");
      await run("tar", ["-C", join(world.folder, "image"), "-cf", layer, "hello"]);
      await run(crane, ["append", "-f", layer, "-t", image], { env });
    };

    test("pushes and pulls by what was written", async () => {
      const image = `${world.aws.registryHost}/crane:one`;

      await push(image);
      const { stdout } = await run(crane, ["digest", image], { env });

      expect(stdout).toMatch(/^sha256:[0-9a-f]{64}\n$/);
    });

    describeWithRealPart("docker", "docker", (docker) => {
      test("reads by what was written", async () => {
        const image = `${world.aws.registryHost}/docker:one`;
        await push(image);

        const { stdout } = await run(docker, ["manifest", "inspect", "--insecure", image], { env });

        expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 2 });
      });
    });
  });

  describeWithRealPart("buildah", "buildah", (buildah) => {
    test("pushes and pulls by what was written", async () => {
      const image = `${world.aws.registryHost}/buildah:one`;
      const storage = [
        "--root",
        join(world.folder, "root"),
        "--runroot",
        join(world.folder, "run"),
      ];
      const words = [...storage, "--storage-driver", "vfs"];
      const authfile = ["--tls-verify=false", "--authfile", world.dockerConfig];

      await run(
        buildah,
        [...words, "bud", "--isolation", "chroot", "-t", image, join(world.folder, "image")],
        { env },
      );
      await run(buildah, [...words, "push", ...authfile, image], { env });
      await run(buildah, [...words, "pull", ...authfile, "--policy", "always", image], { env });
      const { stdout } = await run(buildah, [...words, "images"], { env });

      expect(stdout).toContain("/buildah");
    });
  });
});
