import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CloudWorld, deployRole, trustPolicy } from "../support/cloud-world.ts";
import type { BundleRun } from "../support/run-bundle.ts";

let world: CloudWorld;
beforeEach(async () => {
  world = await CloudWorld.start();
});
afterEach(() => world[Symbol.asyncDispose]());

const inputs = { "role-to-assume": deployRole, "aws-region": "eu-west-1" };

/** All that people and later jobs get to see of a run. */
function shown(run: BundleRun): string {
  const printed = run.stdout.replaceAll(/^::add-mask::.*$/gm, "");
  return [printed, run.stderr, run.summary, JSON.stringify(run.outputs)].join("\n");
}

describe("a job becomes its role", () => {
  test("in two calls, and the post phase takes it back", async () => {
    const run = await world.login(inputs);

    expect(run.exitCode).toBe(0);
    expect(world.issuer.audiences).toEqual(["sts.amazonaws.com"]);
    expect(world.aws.calls).toEqual(["sts:AssumeRoleWithWebIdentity"]);
    const [[keyId, session] = []] = world.aws.sessions;
    expect(run.env).toEqual({
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: keyId,
      AWS_SECRET_ACCESS_KEY: session?.secret,
      AWS_SESSION_TOKEN: session?.token,
    });
    expect(run.outputs).toMatchObject({
      "aws-account-id": "123456789012",
      registries: "",
      "expires-at": expect.stringMatching(/^20\d\d-.*Z$/),
    });
    expect(JSON.parse(run.outputs["claims"] ?? "")).toMatchObject({
      sub: "repo:acme/checkout:ref:refs/heads/main",
      repository_id: "7301",
    });

    const post = await world.after(run);

    expect(post.exitCode).toBe(0);
    expect(post.env).toEqual(Object.fromEntries(Object.keys(run.env).map((name) => [name, ""])));
    expect(post.milliseconds).toBeLessThan(2_000);
  });

  test("under a name that leads from CloudTrail to the run", async () => {
    await world.login(inputs, { context: { runId: "7654321", runAttempt: "2" } });

    const [session] = world.aws.sessions.values();
    expect(session?.sessionName).toBe("checkout-7654321-2");
  });

  test("all secrets are masked, and none is shown", async () => {
    const run = await world.login({ ...inputs, registries: "ecr" });

    const secrets = [
      run.env["AWS_ACCESS_KEY_ID"],
      run.env["AWS_SECRET_ACCESS_KEY"],
      run.env["AWS_SESSION_TOKEN"],
      JSON.parse(JSON.stringify(world.readDockerConfig()), (_, value) => value?.auth ?? value)
        .auths[world.aws.registryHost],
    ];
    expect(run.masks).toEqual(expect.arrayContaining(secrets));
    for (const secret of [...secrets, ...run.masks]) expect(shown(run)).not.toContain(secret);
  });

  test("narrowed by session policies", async () => {
    const policy = { Version: "2012-10-17", Statement: [] };

    const run = await world.login({
      ...inputs,
      "inline-session-policy": JSON.stringify(policy, null, 2),
      "managed-session-policies": "arn:aws:iam::aws:policy/ReadOnlyAccess",
    });

    expect(run.exitCode).toBe(0);
    const [session] = world.aws.sessions.values();
    expect(session?.policy).toBe(JSON.stringify(policy));
    expect(session?.policyArns).toEqual(["arn:aws:iam::aws:policy/ReadOnlyAccess"]);
  });

  test("and from it the next one, with one call more", async () => {
    const releaseRole = "arn:aws:iam::210987654321:role/ci/release";
    world.aws.createRole(releaseRole, {
      trust: {
        Statement: [{ Effect: "Allow", Principal: { AWS: deployRole }, Action: "sts:AssumeRole" }],
      },
    });

    const run = await world.login({ ...inputs, "role-to-assume": `${deployRole}\n${releaseRole}` });

    expect(world.aws.calls).toEqual(["sts:AssumeRoleWithWebIdentity", "sts:AssumeRole"]);
    expect(run.outputs["aws-account-id"]).toBe("210987654321");
    expect(run.summary).toContain("assumed-role/release/checkout-100-1");
  });

  test("as a profile, beside those that are there", async () => {
    const file = join(world.folder, "credentials");
    const env = { AWS_SHARED_CREDENTIALS_FILE: file };

    const first = await world.login({ ...inputs, "aws-profile": "build" }, { env });
    const second = await world.login({ ...inputs, "aws-profile": "deploy" }, { env });

    expect(first.env).toMatchObject({ AWS_PROFILE: "build" });
    expect(first.env).not.toHaveProperty("AWS_SECRET_ACCESS_KEY");
    expect(await readFile(file, "utf8")).toMatch(/^\[build\]\n(?:.+\n)+\[deploy\]\n(?:.+\n)+$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);

    await world.after(first);
    expect(await readFile(file, "utf8")).toMatch(/^\[deploy\]/);
    await world.after(second);
    expect(await readFile(file, "utf8")).toBe("");
    expect(second.exitCode).toBe(0);
  });
});

describe("what can pass is tried again, and said", () => {
  test.each([
    ["throttling", { status: 400, code: "Throttling" }, "AWS asks to slow down (Throttling: "],
    ["an outage", { status: 503, code: "ServiceUnavailable" }, "ServiceUnavailable"],
    [
      "AWS not reaching GitHub's issuer",
      { status: 400, code: "IDPCommunicationError" },
      "IDPCommunicationError",
    ],
    [
      "AWS not having GitHub's keys",
      {
        status: 400,
        code: "InvalidIdentityToken",
        message: "Couldn't retrieve verification key from your identity provider",
      },
      "Couldn't retrieve verification key",
    ],
    [
      "a page of a proxy",
      { status: 502, code: "", body: "<html>Bad gateway</html>" },
      "AWS did not",
    ],
    ["an answer cut off", { status: 200, code: "", body: "<AssumeRole" }, "AWS did not"],
    ["an empty answer", { status: 200, code: "", body: "" }, "AWS did not"],
  ])("%s", async (_, fault, words) => {
    world.aws.faults.push({ action: "AssumeRoleWithWebIdentity", ...fault });

    const run = await world.login(inputs);

    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain(words);
    expect(run.stdout).toMatch(/trying again in \d\.\d s \(attempt 2\)/);
    expect(world.aws.calls).toHaveLength(2);
  });

  test("GitHub's token service failing", async () => {
    world.issuer.failures.push(503);

    const run = await world.login(inputs);

    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain("GitHub's token service answered 503; trying again");
  });

  test("with a new token where the first is about to expire", async () => {
    world.issuer.lifeSeconds = 20;
    const fault = { action: "AssumeRoleWithWebIdentity", status: 503, code: "ServiceUnavailable" };
    world.aws.faults.push(fault);

    const run = await world.login(inputs);

    expect(run.exitCode).toBe(0);
    expect(world.aws.calls).toHaveLength(2);
    expect(world.issuer.audiences).toHaveLength(4); // at the start, for its claims, and before each try
  });

  test("an outage that lasts is told when time is up", async () => {
    const fault = { action: "AssumeRoleWithWebIdentity", status: 503, code: "ServiceUnavailable" };
    world.aws.faults.push(...Array.from({ length: 50 }, () => fault));

    const run = await world.login({ ...inputs, "timeout-seconds": "1" });

    expect(run.annotations).toMatchObject([{ level: "error", title: "aws-unavailable" }]);
    expect(run.env).toEqual({});
  });

  test("nobody listening there", async () => {
    await world.aws[Symbol.asyncDispose]();

    const run = await world.login({ ...inputs, "timeout-seconds": "1" });

    expect(run.annotations).toMatchObject([{ title: "aws-unavailable" }]);
    expect(run.stdout).toContain("ECONNREFUSED");
  });
});

test("a cancelled job ends at once and leaves nothing", async () => {
  const fault = { action: "AssumeRoleWithWebIdentity", status: 503, code: "ServiceUnavailable" };
  world.aws.faults.push(...Array.from({ length: 50 }, () => fault));
  const signal = AbortSignal.timeout(700);

  const run = await world.login(inputs, { signal });
  const post = await world.after(run);

  expect(run.exitCode).toBe(1);
  expect(run.milliseconds).toBeLessThan(5_000);
  expect(run.env).toEqual({});
  expect(post.exitCode).toBe(0);
  expect(post.annotations).toEqual([]);
});

describe("what is refused is told at once", () => {
  const environment = trustPolicy({ sub: "repo:acme/checkout:environment:prod" });

  test("with the claims and a policy to paste, after one call", async () => {
    world.aws.createRole(deployRole, { trust: environment });

    const run = await world.login(inputs);

    expect(run.exitCode).toBe(1);
    expect(world.aws.calls).toHaveLength(1);
    expect(run.milliseconds).toBeLessThan(5_000);
    expect(run.env).toEqual({});
    const [annotation] = run.annotations;
    expect(annotation?.title).toBe("aws-trust-refused");
    expect(annotation?.message).toContain("sub = repo:acme/checkout:ref:refs/heads/main");
    expect(annotation?.message).toContain('"repo:acme@4002/checkout@7301:ref:refs/heads/main"');
    expect(run.summary).toContain("### ❌ AWS refuses this job");
  });

  test("and the policy to paste lets the job in, in both forms of sub", async () => {
    world.aws.createRole(deployRole, { trust: environment });
    const refused = await world.login(inputs);
    const { proposal } = JSON.parse(refused.outputs["result"] ?? "");
    world.aws.createRole(deployRole, { trust: JSON.parse(proposal) });

    const classic = await world.login(inputs);
    world.issuer.become({ immutableSubject: true });
    const immutable = await world.login(inputs);

    expect([classic.exitCode, immutable.exitCode]).toEqual([0, 0]);
  });

  test("naming the condition that fails, where the policy is given", async () => {
    world.aws.createRole(deployRole, { trust: environment });

    const run = await world.login({ ...inputs, "trust-policy": JSON.stringify(environment) });

    expect(run.annotations[0]?.message).toContain(
      'The trust policy wants StringEquals sub "repo:acme/checkout:environment:prod"; the token has repo:acme/checkout:ref:refs/heads/main (the job names no environment: add "environment: prod" to it).',
    );
  });

  test("a role whose account does not know GitHub", async () => {
    world.aws.providers.delete("123456789012");

    const run = await world.login(inputs);

    expect(run.annotations).toMatchObject([
      {
        title: "aws-provider-missing",
        message: expect.stringContaining("aws iam create-open-id-connect-provider"),
      },
    ]);
  });

  test("an audience that the provider does not take", async () => {
    const run = await world.login({ ...inputs, audience: "https://github.com/acme" });

    expect(run.annotations).toMatchObject([
      {
        title: "aws-trust-refused",
        message: expect.stringContaining("--client-id https://github.com/acme"),
      },
    ]);
  });

  test("a session longer than the role allows", async () => {
    const run = await world.login({ ...inputs, "role-duration-seconds": "7200" });

    expect(run.annotations).toMatchObject([
      { title: "aws-refused", message: expect.stringContaining('Lower "role-duration-seconds"') },
    ]);
    expect(world.aws.calls).toHaveLength(1);
  });

  test("a next role that does not trust the first", async () => {
    const next = "arn:aws:iam::210987654321:role/release";

    const run = await world.login({ ...inputs, "role-to-assume": `${deployRole}\n${next}` });

    expect(run.annotations).toMatchObject([
      { title: "aws-refused", message: expect.stringContaining(`sts:AssumeRole on ${next}`) },
    ]);
    expect(run.env).toEqual({});
  });

  test("a clock that is wrong is named", async () => {
    world.issuer.clockSkewSeconds = -900;

    const run = await world.login(inputs);

    expect(run.annotations).toMatchObject([
      {
        title: "aws-refused",
        message: expect.stringMatching(/clock is 90\d s ahead of GitHub's/),
      },
    ]);
  });
});

describe("what is found before any call", () => {
  const call = async (run: Promise<BundleRun>) => {
    const { annotations } = await run;
    expect(world.aws.calls).toEqual([]);
    expect(world.issuer.audiences).toEqual([]);
    return annotations;
  };
  const without = { ACTIONS_ID_TOKEN_REQUEST_URL: "", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "" };

  test("no permission for an id token", async () => {
    expect(await call(world.login(inputs, { env: without }))).toMatchObject([
      { title: "id-token-missing", message: expect.stringContaining("id-token: write") },
    ]);
  });

  test("a pull request from a fork", async () => {
    const head = { repo: { full_name: "mallory/checkout" } };
    const event = { name: "pull_request", payload: { pull_request: { head } } };

    expect(await call(world.login(inputs, { env: without, event }))).toMatchObject([
      { title: "id-token-missing", message: expect.stringContaining("fork mallory/checkout") },
    ]);
    expect(await call(world.login({ "role-to-assume": "" }, { event }))).toMatchObject([
      { title: "input-missing", message: expect.stringContaining("it gets no secrets") },
    ]);
  });

  test("a run of Dependabot", async () => {
    const context = { actor: "dependabot[bot]" };

    expect(await call(world.login(inputs, { env: without, context }))).toMatchObject([
      { title: "id-token-missing", message: expect.stringContaining("Dependabot") },
    ]);
  });

  test.each<[string, Record<string, string>, string, string]>([
    [
      "an account that is not allowed",
      { "allowed-account-ids": "111122223333" },
      "account-not-allowed",
      "123456789012",
    ],
    [
      "an account that YAML took for a number",
      { "allowed-account-ids": "12345678901" },
      "account-invalid",
      '"012345678901"',
    ],
    [
      "a role's name alone",
      { "role-to-assume": "deploy" },
      "role-invalid",
      "arn:aws:iam::ACCOUNT:role/deploy",
    ],
    [
      "a user",
      { "role-to-assume": "arn:aws:iam::123456789012:user/bob" },
      "role-invalid",
      "not of a user",
    ],
    [
      "a session",
      { "role-to-assume": "arn:aws:sts::123456789012:assumed-role/deploy/x" },
      "role-invalid",
      "arn:aws:iam::123456789012:role/deploy",
    ],
    ["a misspelt region", { "aws-region": "eu-wset-1" }, "region-invalid", "eu-west-1"],
    ["a zone", { "aws-region": "eu-west-1a" }, "region-invalid", "zone"],
    ["a region of another partition", { "aws-region": "cn-north-1" }, "role-invalid", "aws-cn"],
    ["no region", { "aws-region": "" }, "input-missing", '"aws-region" is empty'],
    [
      "a registry of no cloud",
      { registries: "ghcr.io" },
      "registry-invalid",
      "docker/login-action",
    ],
    [
      "a registry of a cloud that is not logged in to",
      { registries: "europe-docker.pkg.dev" },
      "input-missing",
      "workload-identity-provider",
    ],
    [
      "a session policy that is no JSON",
      { "inline-session-policy": "{" },
      "session-policy-invalid",
      "no JSON",
    ],
    [
      "a long session of a chained role",
      { "role-to-assume": `${deployRole}\n${deployRole}`, "role-duration-seconds": "7200" },
      "input-conflict",
      "an hour at most",
    ],
  ])("%s", async (_, wrong, code, words) => {
    expect(await call(world.login({ ...inputs, ...wrong }))).toMatchObject([
      { level: "error", title: code, message: expect.stringContaining(words) },
    ]);
  });
});
