import { expect, test } from "vitest";
import { CloudWorld, deployRole, provider } from "../support/cloud-world.ts";
import { LocalProxy } from "../support/proxy/index.ts";

const inputs = {
  "role-to-assume": deployRole,
  "aws-region": "eu-west-1",
  registries: "ecr",
  "workload-identity-provider": provider,
};

test("a proxy that must be used is used for the token and for both clouds", async () => {
  await using world = await CloudWorld.start();
  await using proxy = await LocalProxy.start();
  const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NO_PROXY: "" };

  const run = await world.login(inputs, { env });

  expect(run.exitCode).toBe(0);
  const issuer = new URL(world.issuer.jwksUrl).host;
  expect(new Set(proxy.hosts)).toEqual(
    new Set([issuer, world.aws.registryHost, new URL(world.gcp.url).host]),
  );
});

test("a proxy that must not be used is not", async () => {
  await using world = await CloudWorld.start();
  await using proxy = await LocalProxy.start();
  const env = { http_proxy: proxy.url, https_proxy: proxy.url, no_proxy: "127.0.0.1" };

  const run = await world.login(inputs, { env });

  expect(run.exitCode).toBe(0);
  expect(proxy.hosts).toEqual([]);
});
