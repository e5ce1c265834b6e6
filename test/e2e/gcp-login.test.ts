import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { IdentityPoolClient } from "google-auth-library";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CloudWorld, provider, serviceAccount } from "../support/cloud-world.ts";

let world: CloudWorld;
beforeEach(async () => {
  world = await CloudWorld.start();
});
afterEach(() => world[Symbol.asyncDispose]());

const direct = { "workload-identity-provider": provider };
const inputs = { ...direct, "service-account": serviceAccount };
const impersonation = `/v1/projects/-/serviceAccounts/${encodeURIComponent(serviceAccount)}:generateAccessToken`;

describe("a job becomes", () => {
  test("its federated identity, in two calls", async () => {
    const run = await world.login(direct);

    expect(run.exitCode).toBe(0);
    expect(world.issuer.audiences).toEqual([`https://iam.googleapis.com/${provider}`]);
    expect(world.gcp.calls).toEqual(["/v1/token"]);
    const [[token] = []] = world.gcp.tokens;
    expect(run.env).toEqual({
      CLOUDSDK_AUTH_ACCESS_TOKEN: token,
      GOOGLE_OAUTH_ACCESS_TOKEN: token,
    });
    expect(run.masks).toContain(token);
  });

  test("a service account, in three calls, and the post phase takes it back", async () => {
    const run = await world.login({ ...inputs, "token-lifetime": "900" });

    expect(run.exitCode).toBe(0);
    expect(world.issuer.audiences).toHaveLength(1);
    expect(world.gcp.calls).toEqual(["/v1/token", impersonation]);
    expect(world.gcp.tokens.get(run.env["CLOUDSDK_AUTH_ACCESS_TOKEN"] ?? "")).toBe(serviceAccount);
    expect(run.env).toMatchObject({ CLOUDSDK_CORE_PROJECT: "acme-prod" });
    const seconds = (Date.parse(run.outputs["expires-at"] ?? "") - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(850);
    expect(seconds).toBeLessThan(901);
    expect(run.summary).toContain(serviceAccount);

    const post = await world.after(run);

    expect(post.env).toEqual(Object.fromEntries(Object.keys(run.env).map((name) => [name, ""])));
  });

  test("somebody at both clouds in one step", async () => {
    const run = await world.login({
      ...inputs,
      "role-to-assume": "arn:aws:iam::123456789012:role/deploy",
      "aws-region": "eu-west-1",
    });

    expect(run.exitCode).toBe(0);
    expect(run.summary).toContain("### ✅ Logged in to AWS and Google Cloud");
    expect(run.env).toMatchObject({
      AWS_REGION: "eu-west-1",
      CLOUDSDK_AUTH_ACCESS_TOKEN: expect.any(String),
    });
  });

  test("a docker user of Artifact Registry", async () => {
    const run = await world.login({ ...inputs, registries: "europe-west1-docker.pkg.dev" });

    expect(run.outputs["registries"]).toBe("europe-west1-docker.pkg.dev");
    const token = run.env["CLOUDSDK_AUTH_ACCESS_TOKEN"];
    const auth = Buffer.from(`oauth2accesstoken:${token}`).toString("base64");
    expect(world.readDockerConfig()).toEqual({
      auths: { "europe-west1-docker.pkg.dev": { auth } },
    });
  });
});

describe("a credentials file, only when asked for", () => {
  test.each([
    ["directly", direct, "repo:acme/checkout:ref:refs/heads/main"],
    ["through a service account", inputs, serviceAccount],
  ])("by which Google's own library logs in %s", async (_, given, who) => {
    const run = await world.login({ ...given, "credentials-file": "true" });

    const file = run.outputs["credentials-file"] ?? "";
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(run.env).toMatchObject({ GOOGLE_APPLICATION_CREDENTIALS: file });
    expect(run.env).not.toHaveProperty("CLOUDSDK_AUTH_ACCESS_TOKEN");
    const client = new IdentityPoolClient(JSON.parse(await readFile(file, "utf8")));
    const { token } = await client.getAccessToken();
    expect(world.gcp.tokens.get(token ?? "")).toBe(who);

    await world.after(run);

    expect(existsSync(file)).toBe(false);
  });

  test("not otherwise", async () => {
    const run = await world.login(inputs);

    expect(run.outputs["credentials-file"]).toBe("");
  });
});

describe("what is refused is told at once", () => {
  const condition = "assertion.repository_id == '7301' && assertion.environment == 'prod'";

  test("by the condition, with the claims and commands to paste", async () => {
    world.gcp.providers.set(provider, {
      condition,
      mapping: { "google.subject": "assertion.sub" },
    });

    const run = await world.login(inputs);

    expect(run.exitCode).toBe(1);
    expect(world.gcp.calls).toHaveLength(1);
    expect(run.milliseconds).toBeLessThan(5_000);
    expect(run.env).toEqual({});
    expect(run.annotations[0]?.title).toBe("gcp-trust-refused");
    expect(run.summary).toContain(
      `--attribute-condition='assertion.repository_owner_id == "4002" && assertion.repository_id == "7301"`,
    );
  });

  test("and the condition that is proposed lets the job in", async () => {
    world.gcp.providers.set(provider, { condition: "false", mapping: {} });
    const refused = await world.login(direct);
    const { proposal } = JSON.parse(refused.outputs["result"] ?? "");
    const [, proposed = ""] = /--attribute-condition='(.*)'/.exec(proposal) ?? [];
    world.gcp.providers.set(provider, { condition: proposed, mapping: {} });

    const run = await world.login(direct);

    expect(proposed).toContain("assertion.job_workflow_ref");
    expect(run.exitCode).toBe(0);
  });

  test("naming the term that fails, where the provider is given", async () => {
    world.gcp.providers.set(provider, { condition, mapping: {} });
    const policy = JSON.stringify({
      name: provider,
      attributeCondition: condition,
      attributeMapping: { "google.subject": "assertion.sub" },
      oidc: { issuerUri: "https://token.actions.githubusercontent.com" },
    });

    const run = await world.login({ ...inputs, "trust-policy": policy });

    expect(run.annotations.at(-1)?.message).toContain(
      `The trust policy wants assertion.environment == "prod"; the token has no such claim (the job names none: add environment: to it).`,
    );
  });

  test("by the length of google.subject", async () => {
    world.issuer.become({ ref: `refs/heads/${"long-".repeat(24)}` });

    const run = await world.login(inputs);

    expect(run.annotations.at(-1)).toMatchObject({
      title: "gcp-trust-refused",
      message: expect.stringContaining("google.subject may have 127 bytes"),
    });
  });

  test("by the service account's bindings", async () => {
    world.gcp.serviceAccounts.set(serviceAccount, []);

    const run = await world.login(inputs);

    expect(run.annotations).toMatchObject([
      {
        title: "gcp-impersonation-refused",
        message: expect.stringContaining(
          '--member="principalSet://iam.googleapis.com/projects/481516/locations/global/workloadIdentityPools/github/attribute.repository_id/7301"',
        ),
      },
    ]);
  });

  test.each<[string, Record<string, string>, string, string]>([
    [
      "a provider that is not there",
      { "workload-identity-provider": provider.replace("acme", "other") },
      "gcp-trust-refused",
      "no such provider",
    ],
    [
      "an audience it does not expect",
      { audience: "acme" },
      "gcp-trust-refused",
      'leave "audience" out',
    ],
    [
      "a lifetime that the organisation does not allow",
      { "token-lifetime": "7200" },
      "gcp-refused",
      "iam.allowServiceAccountCredentialLifetimeExtension",
    ],
    [
      "a project's id for its number",
      { "workload-identity-provider": provider.replace("481516", "acme-prod") },
      "provider-invalid",
      "gcloud projects describe acme-prod",
    ],
    [
      "a pool for a provider",
      { "workload-identity-provider": provider.replace("/providers/acme", "") },
      "provider-invalid",
      "names the pool",
    ],
    [
      "an account that is none",
      { "service-account": "deploy" },
      "service-account-invalid",
      "NAME@PROJECT",
    ],
  ])("%s", async (_, wrong, code, words) => {
    const run = await world.login({ ...inputs, ...wrong });

    expect(run.annotations).toMatchObject([
      { title: code, message: expect.stringContaining(words) },
    ]);
  });
});

test("an outage is tried again, and said", async () => {
  world.gcp.failures.push(503, 429);

  const run = await world.login(inputs);

  expect(run.exitCode).toBe(0);
  expect(run.stdout.match(/trying again in/g)).toHaveLength(2);
});
