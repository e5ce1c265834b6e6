import { expect, test } from "vitest";
import { runWithAct } from "../support/act.ts";
import { CloudWorld, deployRole } from "../support/cloud-world.ts";
import { LocalGitHub } from "../support/github/index.ts";
import { describeWithRealPart } from "../support/real-parts.ts";

const workflow = `name: deploy
on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    permissions:
      id-token: write
    steps:
      - id: login
        uses: org/gitops-actions/oidc-login@v1
        with:
          role-to-assume: ${deployRole}
          aws-region: eu-west-1
          registries: ecr
      - run: |
          echo "account \${{ steps.login.outputs.aws-account-id }}"
          echo "key of \${#AWS_ACCESS_KEY_ID} characters, region $AWS_REGION"
          echo "key $AWS_SECRET_ACCESS_KEY"
          grep -c auth "$DOCKER_CONFIG/config.json"
`;

describeWithRealPart("act", "under a runner", (act) => {
  test("later steps find the login, secrets are hidden, and the job's end takes it back", async () => {
    await using github = await LocalGitHub.start();
    await using world = await CloudWorld.start();

    const { exitCode, output } = await runWithAct(act, {
      github,
      repository: "acme/checkout",
      files: { ".github/workflows/deploy.yml": workflow },
      event: { name: "push" },
      env: world.environment,
    });

    expect(output).toContain("account 123456789012");
    expect(output).toContain("key of 20 characters, region eu-west-1");
    const [session] = world.aws.sessions.values();
    expect(output).not.toContain(session?.secret);
    expect(output).toContain("Blanked AWS_REGION");
    expect(exitCode).toBe(0);
    expect(world.readDockerConfig()).toEqual({ auths: {} });
  });
});
