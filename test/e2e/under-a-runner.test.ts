import { expect, test } from "vitest";
import { runWithAct } from "../support/act.ts";
import { LocalGitHub } from "../support/github/index.ts";
import { build, makeWorld } from "../support/journey.ts";
import { describeWithRealPart } from "../support/real-parts.ts";

const workflow = `name: ci
on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    permissions:
      contents: read
    outputs:
      commit: \${{ steps.deploy.outputs.commit-sha }}
    steps:
      - id: deploy
        uses: org/gitops-actions/update-overlay@v1
        with:
          gitops-repository: acme/gitops
          environment: dev
          image: ${build("checkout", "sha-1111111")}
          app-client-id: \${{ secrets.DEPLOY_APP_CLIENT_ID }}
          app-private-key: \${{ secrets.DEPLOY_APP_PRIVATE_KEY }}
      - run: echo "previous was \${{ fromJSON(steps.deploy.outputs.result).entries[0].previous }}"
  after:
    needs: deploy
    runs-on: ubuntu-latest
    steps:
      - run: echo "landed as \${{ needs.deploy.outputs.commit }}"
`;

describeWithRealPart("act", "under a runner", (act) => {
  test("a workflow as users write it writes dev, hands on its outputs, and revokes its token", async () => {
    await using github = await LocalGitHub.start();
    const { gitops, app } = await makeWorld(github);

    const { exitCode, output } = await runWithAct(act, {
      github,
      repository: "acme/checkout",
      files: { ".github/workflows/ci.yml": workflow },
      event: { name: "push", payload: { repository: { pushed_at: Date.now() / 1000 } } },
      secrets: { DEPLOY_APP_CLIENT_ID: app.clientId, DEPLOY_APP_PRIVATE_KEY: app.privateKey },
    });

    expect(output).toContain(`landed as ${gitops.head()}`);
    expect(output).toContain(`previous was ${build("checkout", "sha-0000000")}`);
    expect(output).toContain("Revoked the App token");
    expect(output).not.toContain(app.privateKey.split("\n")[3]);
    expect(exitCode).toBe(0);
    expect(await gitops.file("apps/checkout/overlays/dev/kustomization.yaml")).toContain(
      "newTag: sha-1111111",
    );
  });
});
