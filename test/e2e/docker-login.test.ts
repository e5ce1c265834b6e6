import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CloudWorld, deployRole } from "../support/cloud-world.ts";

let world: CloudWorld;
beforeEach(async () => {
  world = await CloudWorld.start();
});
afterEach(() => world[Symbol.asyncDispose]());

const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const inputs = { "role-to-assume": deployRole, "aws-region": "eu-west-1", registries: host };

describe("registries", () => {
  test("of several accounts and regions, with one call a region", async () => {
    const run = await world.login({
      ...inputs,
      registries: [
        "ecr",
        "999988887777",
        host,
        "999988887777.dkr.ecr.us-east-1.amazonaws.com",
        "public.ecr.aws",
      ].join("\n"),
    });

    expect(run.exitCode).toBe(0);
    expect(world.aws.calls.toSorted()).toEqual([
      "ecr-public:GetAuthorizationToken us-east-1",
      "ecr:GetAuthorizationToken eu-west-1",
      "ecr:GetAuthorizationToken us-east-1",
      "sts:AssumeRoleWithWebIdentity",
    ]);
    expect(run.outputs["registries"]?.split("\n").toSorted()).toEqual(
      [
        host,
        world.aws.registryHost,
        "999988887777.dkr.ecr.eu-west-1.amazonaws.com",
        "999988887777.dkr.ecr.us-east-1.amazonaws.com",
        "public.ecr.aws",
      ].toSorted(),
    );
  });

  test("of fifteen accounts, with one call", async () => {
    const accounts = Array.from({ length: 15 }, (_, index) => String(100_000_000_000 + index));

    const run = await world.login({ ...inputs, registries: accounts.join("\n") });

    expect(run.exitCode).toBe(0);
    expect(world.aws.calls).toHaveLength(2);
    expect(Object.keys(world.readDockerConfig()?.["auths"] ?? {})).toHaveLength(15);
  });

  test("whose password comes cut off at first", async () => {
    world.aws.faults.push({
      action: "GetAuthorizationToken",
      status: 200,
      code: "",
      body: '{"authorizationData":[',
    });

    const run = await world.login(inputs);

    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain("AWS did not answer as it should");
  });

  test("from a machine whose clock is a quarter of an hour behind", async () => {
    world.issuer.clockSkewSeconds = 900;
    world.aws.clockSkewSeconds = 900;

    const run = await world.login(inputs);

    expect(run.exitCode).toBe(0);
  });

  test("that the role may not use: the permission is named, and nothing is set", async () => {
    const role = world.aws.roles.get(deployRole);
    if (role !== undefined) world.aws.roles.set(deployRole, { ...role, mayUseEcr: false });

    const run = await world.login(inputs);

    expect(run.annotations).toMatchObject([
      {
        title: "ecr-refused",
        message: expect.stringContaining('"Action":["ecr:GetAuthorizationToken"]'),
      },
    ]);
    expect(run.env).toEqual({});
    expect(existsSync(world.dockerConfig)).toBe(false);
  });
});

describe("docker's config", () => {
  test("is made where there is none, for its owner alone, and given back empty", async () => {
    const run = await world.login(inputs);

    expect(statSync(world.dockerConfig).mode & 0o777).toBe(0o600);
    expect(Object.keys(world.readDockerConfig()?.["auths"] ?? {})).toEqual([host]);

    await world.after(run);

    expect(world.readDockerConfig()).toEqual({ auths: {} });
  });

  test("keeps all that stands there, and the post phase removes ours alone", async () => {
    const theirs = {
      auths: { "ghcr.io": { auth: "dXNlcjpwYXNz" } },
      credHelpers: { "gcr.io": "gcloud" },
      currentContext: "remote",
      plugins: { debug: { hooks: "exec" } },
    };
    world.writeDockerConfig(theirs);

    const run = await world.login(inputs);

    expect(world.readDockerConfig()).toEqual({
      ...theirs,
      auths: { ...theirs.auths, [host]: { auth: expect.any(String) } },
    });
    expect(run.annotations).toEqual([]);

    await world.after(run);

    expect(world.readDockerConfig()).toEqual(theirs);
  });

  test("keeps an entry that another login has put in the place of ours", async () => {
    const run = await world.login(inputs);
    world.writeDockerConfig({ auths: { [host]: { auth: "dXNlcjpwYXNz" } } });

    await world.after(run);

    expect(world.readDockerConfig()).toEqual({ auths: { [host]: { auth: "dXNlcjpwYXNz" } } });
  });

  test.each([
    [
      "a helper for this host",
      { credHelpers: { [host]: "ecr-login" } },
      "docker-credential-ecr-login",
    ],
    ["a store for all hosts", { credsStore: "desktop" }, "credsStore desktop"],
  ])("that asks %s: the shadow is told", async (_, config, words) => {
    world.writeDockerConfig(config);

    const run = await world.login(inputs);

    expect(run.exitCode).toBe(0);
    expect(run.annotations).toMatchObject([
      { level: "warning", message: expect.stringContaining(words) },
    ]);
    expect(world.readDockerConfig()).toMatchObject(config);
  });

  test("behind a symbolic link stays behind it", async () => {
    const real = join(world.folder, "shared.json");
    writeFileSync(real, '{"auths":{}}');
    mkdirSync(join(world.folder, "docker"));
    symlinkSync(real, world.dockerConfig);

    const run = await world.login(inputs);

    expect(run.exitCode).toBe(0);
    expect(lstatSync(world.dockerConfig).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, "utf8")).toContain(host);
  });

  test.each([
    ["broken JSON", '{"auths": {'],
    ["a list", "[]"],
    ["auths of another kind", '{"auths": ["x"]}'],
  ])("with %s is left as it is, and nothing is set", async (_, text) => {
    mkdirSync(join(world.folder, "docker"));
    writeFileSync(world.dockerConfig, text);

    const run = await world.login(inputs);

    expect(run.annotations).toMatchObject([{ title: "docker-config-invalid" }]);
    expect(run.env).toEqual({});
    expect(readFileSync(world.dockerConfig, "utf8")).toBe(text);
  });

  test("in a place that cannot be written: where to put it is told", async () => {
    const run = await world.login(inputs, { env: { DOCKER_CONFIG: "/dev/null/docker" } });

    expect(run.annotations).toMatchObject([
      { title: "docker-config-unwritable", message: expect.stringContaining("Set DOCKER_CONFIG") },
    ]);
    expect(run.env).toEqual({});
  });

  test("that somebody broke meanwhile keeps the post phase from nothing else", async () => {
    const run = await world.login(inputs);
    writeFileSync(world.dockerConfig, "{");

    const post = await world.after(run);

    expect(post.exitCode).toBe(0);
    expect(post.annotations).toMatchObject([{ level: "warning" }]);
    expect(post.env).toMatchObject({ AWS_SECRET_ACCESS_KEY: "" });
  });
});
