import { type App, type AppIdentity, type Installation, verifyAppJwt } from "../../apps.ts";
import type { Call } from "../../call.ts";
import { forbidden, notFound } from "../../errors.ts";
import { mintInstallationToken, repositoriesOf } from "../../installation-tokens.ts";
import { timestamp } from "../../text.ts";
import type { Permissions } from "../../tokens.ts";
import { simpleUser } from "../present-account.ts";
import { fullRepository } from "../present-repository.ts";
import {
  created,
  listPage,
  listReply,
  noContent,
  ok,
  type PageParameters,
  type RestRequest,
  type Routes,
  siteRoute,
} from "../route.ts";

interface WantedTokenBody {
  readonly repositories?: readonly string[];
  readonly repository_ids?: readonly number[];
  readonly permissions?: Permissions;
}

export const appRoutes: Routes = {
  "apps/get-authenticated": siteRoute((request, call) => {
    const app = appOf(call, request);
    const { clientId: client_id, installations } = app;
    return ok({ ...shownApp(call, app), client_id, installations_count: installations.length });
  }),
  "apps/list-installations": siteRoute<PageParameters>((request, call) => {
    return listReply(appOf(call, request).installations, request, (one) =>
      shownInstallation(call, one),
    );
  }),
  "apps/get-installation": siteRoute<{ readonly installation_id: number }>((request, call) => {
    const { installation_id } = request.parameters;
    const { installations } = appOf(call, request);
    return found(
      call,
      installations.find(({ id }) => id === installation_id),
    );
  }),
  "apps/get-org-installation": siteRoute<{ readonly org: string }>((request, call) => {
    const account = call.state.accounts.find(request.parameters.org);
    return found(
      call,
      appOf(call, request).installations.find((one) => one.account === account),
    );
  }),
  "apps/get-repo-installation": siteRoute<{ readonly owner: string; readonly repo: string }>(
    (request, call) => {
      const { owner, repo } = request.parameters;
      const repository = call.state.repository(`${owner}/${repo}`);
      const { installations } = appOf(call, request);
      const installation = installations.find(
        (one) => repository !== undefined && repositoriesOf(call.state, one).includes(repository),
      );
      return found(call, installation);
    },
  ),
  "apps/create-installation-access-token": siteRoute<
    { readonly installation_id: number },
    WantedTokenBody
  >((request, call) => {
    const { repositories, repository_ids: repositoryIds, permissions } = request.body;
    const token = mintInstallationToken(
      call.state,
      { app: appOf(call, request), installationId: request.parameters.installation_id },
      { repositories, repositoryIds, permissions },
    );
    return created({
      token: token.value,
      expires_at: timestamp(token.expiresAt ?? call.state.clock.now()),
      permissions: token.permissions,
      repository_selection: token.repositories === "all" ? "all" : "selected",
      ...(token.repositories === "all"
        ? {}
        : { repositories: token.repositories.map((one) => fullRepository(call, one)) }),
    });
  }),
  "apps/revoke-installation-access-token": siteRoute((_, { token }) => {
    if (token.installation === undefined) {
      throw forbidden("You must authenticate with an installation access token.");
    }
    token.revoke();
    return noContent;
  }),
  "apps/list-repos-accessible-to-installation": siteRoute<PageParameters>((request, call) => {
    const { installation, repositories } = call.token;
    if (installation === undefined) throw notFound();
    const all = repositories === "all" ? repositoriesOf(call.state, installation) : repositories;
    const { items, headers } = listPage(all, request);
    const body = {
      total_count: all.length,
      repositories: items.map((one) => fullRepository(call, one)),
    };
    return { ...ok(body), headers };
  }),
};

/** These routes are the App's own: it shows who it is by a JWT, not by a token. */
function appOf({ state }: Call, { headers }: RestRequest): App {
  const [, jwt = ""] = /^(?:bearer|token) (.+)$/i.exec(headers["authorization"] ?? "") ?? [];
  return verifyAppJwt(jwt, state.apps, state.clock.now());
}

function found(call: Call, installation: Installation | undefined) {
  if (installation === undefined) throw notFound();
  return ok(shownInstallation(call, installation));
}

/** An `integration`. */
export function shownApp(call: Call, app: AppIdentity) {
  const at = timestamp(app.createdAt);
  return {
    id: app.id,
    slug: app.slug,
    node_id: app.nodeId,
    owner: simpleUser(call, app.owner),
    name: app.slug,
    description: null,
    external_url: call.state.serverUrl,
    html_url: `${call.state.serverUrl}/apps/${app.slug}`,
    created_at: at,
    updated_at: at,
    permissions: app.permissions,
    events: [],
  };
}

function shownInstallation(call: Call, installation: Installation) {
  const { id, app, account, permissions, repositories, createdAt } = installation;
  const { apiUrl, serverUrl } = call.state;
  const at = timestamp(createdAt);
  return {
    id,
    account: simpleUser(call, account),
    repository_selection: repositories === "all" ? "all" : "selected",
    access_tokens_url: `${apiUrl}/app/installations/${id}/access_tokens`,
    repositories_url: `${apiUrl}/installation/repositories`,
    html_url: `${serverUrl}/organizations/${account.login}/settings/installations/${id}`,
    app_id: app.id,
    client_id: app.clientId,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.__typename,
    permissions,
    events: [],
    created_at: at,
    updated_at: at,
    single_file_name: null,
    suspended_by: null,
    suspended_at: null,
  };
}
