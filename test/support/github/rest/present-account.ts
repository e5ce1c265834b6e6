import type { Account, Team } from "../accounts.ts";
import type { Call } from "../call.ts";

/** A `simple-user`, as it stands inside nearly every reply. */
export function simpleUser({ state }: Call, account: Account) {
  const url = `${state.apiUrl}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: account.nodeId,
    avatar_url: `${state.serverUrl}/avatars/${account.id}`,
    gravatar_id: "",
    url,
    html_url: profileUrl(state.serverUrl, account),
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.__typename,
    site_admin: false,
  };
}

/** An App's account has the page of the App. */
export function profileUrl(serverUrl: string, { login, __typename }: Account): string {
  return `${serverUrl}/${__typename === "Bot" ? `apps/${login.replace("[bot]", "")}` : login}`;
}

export function team({ state }: Call, { id, nodeId, slug, organization }: Team) {
  const url = `${state.apiUrl}/organizations/${organization.id}/team/${id}`;
  return {
    id,
    node_id: nodeId,
    url,
    html_url: `${state.serverUrl}/orgs/${organization.login}/teams/${slug}`,
    name: slug,
    slug,
    description: null,
    privacy: "closed",
    notification_setting: "notifications_enabled",
    permission: "pull",
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: "organization",
    organization_id: organization.id,
    parent: null,
  };
}
