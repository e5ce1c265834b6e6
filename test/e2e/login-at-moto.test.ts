import { expect, test } from "vitest";
import { Moto } from "../support/aws/index.ts";
import { CloudWorld, deployRole } from "../support/cloud-world.ts";
import { describeWithRealPart } from "../support/real-parts.ts";

describeWithRealPart("moto_server", "AWS as moto has it", (program) => {
  test("gives a session and a password for ECR", async () => {
    await using moto = await Moto.start(program);
    await using world = await CloudWorld.start();

    const run = await world.login(
      { "role-to-assume": deployRole, "aws-region": "eu-west-1", registries: "ecr" },
      { env: { AWS_ENDPOINT_URL: moto.url } },
    );

    expect(run.exitCode).toBe(0);
    expect(run.env).toMatchObject({ AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/) });
    expect(run.summary).toContain("assumed-role/deploy/checkout-100-1");
    expect(run.outputs["registries"]).toMatch(/^\d{12}\.dkr\.ecr\.eu-west-1\.amazonaws\.com$/);
  });
});
