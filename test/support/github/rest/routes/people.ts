import { type Account, type Role, roleReaches, type Team } from "../../accounts.ts";
import type { Call } from "../../call.ts";
import { GitHubError, notFound } from "../../errors.ts";
import { codeOwners } from "../../pulls/code-owners.ts";
import { timestamp } from "../../text.ts";
import { permits } from "../../tokens.ts";
import { simpleUser, team } from "../present-account.ts";
import {
  listReply,
  noContent,
  ok,
  type PageParameters,
  type Routes,
  repositoryRoute,
  siteRoute,
} from "../route.ts";

interface TeamParameters {
  readonly org: string;
  readonly team_slug: string;
}

export const peopleRoutes: Routes = {
  "users/get-authenticated": siteRoute((_, call) => {
    if (call.token.kind !== "user") {
      throw new GitHubError("Resource not accessible by integration", {
        status: 403,
        type: "FORBIDDEN",
      });
    }
    return ok(publicUser(call, call.actor));
  }),
  "users/get-by-username": siteRoute<{ readonly username: string }>(({ parameters }, call) =>
    ok(publicUser(call, accountNamed(call, parameters.username))),
  ),
  "orgs/check-membership-for-user": siteRoute<{ readonly org: string; readonly username: string }>(
    ({ parameters: { org, username } }, call) => {
      const organization = readableOrganization(call, org);
      const account = accountNamed(call, username);
      if (!call.state.accounts.members(organization).has(account)) throw notFound();
      return noContent;
    },
  ),
  "orgs/get-membership-for-user": siteRoute<{ readonly org: string; readonly username: string }>(
    ({ parameters: { org, username } }, call) => {
      const organization = readableOrganization(call, org);
      const account = accountNamed(call, username);
      const role = call.state.accounts.members(organization).get(account);
      if (role === undefined) throw notFound();
      const url = `${call.state.apiUrl}/orgs/${organization.login}`;
      return ok({
        url: `${url}/memberships/${account.login}`,
        state: "active",
        role,
        organization_url: url,
        organization: organizationSimple(call, organization),
        user: simpleUser(call, account),
      });
    },
  ),
  "teams/get-by-name": siteRoute<TeamParameters>(({ parameters }, call) => {
    const found = teamNamed(call, parameters);
    const at = timestamp(call.state.clock.now());
    return ok({
      ...team(call, found),
      created_at: at,
      updated_at: at,
      members_count: found.members.size,
      repos_count: call.state.repositories().filter(({ teams }) => teams.has(found)).length,
      organization: organizationFull(call, found.organization),
    });
  }),
  "teams/list-members-in-org": siteRoute<TeamParameters & PageParameters>((request, call) => {
    const { members } = teamNamed(call, request.parameters);
    return listReply([...members], request, (account) => simpleUser(call, account));
  }),
  "teams/get-membership-for-user-in-org": siteRoute<TeamParameters & { readonly username: string }>(
    ({ parameters }, call) => {
      const found = teamNamed(call, parameters);
      const account = accountNamed(call, parameters.username);
      if (!found.members.has(account)) throw notFound();
      const url = `${team(call, found).url}/memberships/${account.login}`;
      return ok({ url, role: "member", state: "active" });
    },
  ),
  "repos/get-collaborator-permission-level": repositoryRoute<{ readonly username: string }>(
    ["metadata", "read"],
    (repository, { parameters }, call) => {
      const account = accountNamed(call, parameters.username);
      const role = repository.roleOf(account);
      const roleName = role ?? (repository.isPrivate ? "none" : "read");
      return ok({
        permission: permissionOf(role) ?? roleName,
        role_name: roleName,
        user: { ...simpleUser(call, account), role_name: roleName },
      });
    },
  ),
  "repos/codeowners-errors": repositoryRoute<{ readonly ref?: string }>(
    ["contents", "read"],
    async (repository, { parameters: { ref = repository.defaultBranch } }, call) => {
      const { errors } = await codeOwners(call.state, repository, ref);
      return ok({ errors: errors.map((error) => ({ ...error, suggestion: null })) });
    },
  ),
};

/** The API knows three levels where roles are five. */
function permissionOf(role: Role | undefined): string | undefined {
  if (role === undefined) return undefined;
  if (role === "admin") return "admin";
  return roleReaches(role, "write") ? "write" : "read";
}

function accountNamed({ state }: Call, login: string): Account {
  const account = state.accounts.find(login);
  if (account === undefined) throw notFound();
  return account;
}

/** Who is in an organisation and its teams needs `members: read`; without it they do not exist. */
function readableOrganization(call: Call, login: string): Account {
  const organization = accountNamed(call, login);
  const isMember = call.state.accounts.members(organization).has(call.actor);
  if (!isMember && !permits(call.token.permissions, "members", "read")) throw notFound();
  return organization;
}

function teamNamed(call: Call, { org, team_slug: slug }: TeamParameters): Team {
  const organization = readableOrganization(call, org);
  const found = call.state.accounts.team(organization.login, slug);
  if (found === undefined) throw notFound();
  return found;
}

function publicUser(call: Call, account: Account) {
  const at = timestamp(call.state.clock.now());
  return {
    ...simpleUser(call, account),
    user_view_type: "public",
    name: account.name,
    email: account.email,
    bio: null,
    blog: null,
    company: null,
    hireable: null,
    location: null,
    followers: 0,
    following: 0,
    public_gists: 0,
    public_repos: 0,
    created_at: at,
    updated_at: at,
  };
}

/** An `organization-simple`. */
function organizationSimple({ state }: Call, { login, id, nodeId }: Account) {
  const url = `${state.apiUrl}/orgs/${login}`;
  return {
    login,
    id,
    node_id: nodeId,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${state.serverUrl}/avatars/${id}`,
    description: null,
  };
}

/** A `team-organization`. */
function organizationFull(call: Call, organization: Account) {
  const at = timestamp(call.state.clock.now());
  return {
    ...organizationSimple(call, organization),
    html_url: `${call.state.serverUrl}/${organization.login}`,
    type: "Organization",
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: at,
    updated_at: at,
    archived_at: null,
  };
}
