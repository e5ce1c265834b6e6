import { fullRepository } from "../present-repository.ts";
import { ok, type Routes, repositoryRoute } from "../route.ts";

export const repositoryRoutes: Routes = {
  "repos/get": repositoryRoute(["metadata", "read"], (repository, _, call) =>
    ok(fullRepository(call, repository)),
  ),
  "actions/get-github-actions-permissions-repository": repositoryRoute(
    ["administration", "read"],
    ({ settings: { actions } }) =>
      ok({
        enabled: actions.enabled,
        allowed_actions: actions.allowed,
        sha_pinning_required: actions.shaPinning,
      }),
  ),
  "actions/get-github-actions-default-workflow-permissions-repository": repositoryRoute(
    ["administration", "read"],
    ({ settings: { actions, actionsMayOpenPulls } }) =>
      ok({
        default_workflow_permissions: actions.permissions,
        can_approve_pull_request_reviews: actionsMayOpenPulls,
      }),
  ),
};
