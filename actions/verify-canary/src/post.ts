import { revokeToken } from "@gitops-actions/adapters/github";
import { runPost, tokensToRevoke } from "@gitops-actions/adapters/runner";

runPost("verify-canary", async ({ context, log }) => {
  for (const token of tokensToRevoke()) {
    await revokeToken(token, { apiUrl: context.apiUrl });
    log.info("Revoked the App token of this step.");
  }
});
