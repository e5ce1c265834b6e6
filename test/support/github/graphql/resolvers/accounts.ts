import type {
  OrganizationTeamArgs,
  QueryOrganizationArgs,
  QueryUserArgs,
} from "@octokit/graphql-schema";
import type { Account } from "../../accounts.ts";
import type { Call } from "../../call.ts";
import { notFound } from "../../errors.ts";
import { profileUrl } from "../../rest/present-account.ts";
import { type Field, objectType } from "../fields.ts";

const everyAccount: Record<string, Field<Account>> = {
  id: ({ nodeId }) => nodeId,
  databaseId: ({ id }) => id,
  // An App's account has no "[bot]" here, though everywhere else.
  login: ({ login, __typename }) => (__typename === "Bot" ? login.replace("[bot]", "") : login),
  url: (account, _, { state }) => profileUrl(state.serverUrl, account),
};

export const accountTypes = [
  objectType<unknown>("Query", {
    viewer: (_, _args, { actor }: Call) => viewerOf(actor),
    user: (_, { login }: QueryUserArgs, call) => accountOf(call, login, "User"),
    organization: (_, { login }: QueryOrganizationArgs, call) =>
      accountOf(call, login, "Organization"),
  }),
  objectType<Account>("User", {
    ...everyAccount,
    login: ({ login }) => login,
    name: ({ name }) => name,
    email: ({ email }) => email ?? "",
    isViewer: (account, _, { actor }) => account.id === actor.id,
  }),
  objectType<Account>("Bot", everyAccount),
  objectType<Account>("Organization", {
    ...everyAccount,
    name: ({ name }) => name,
    team: ({ login }, { slug }: OrganizationTeamArgs, call) =>
      call.state.accounts.team(login, slug) ?? null,
  }),
];

/** The schema gives `viewer` the type User, so an App's account answers as one, with its whole login. */
function viewerOf(actor: Account): Account {
  return { ...actor, __typename: "User" };
}

function accountOf({ state }: Call, login: string, type: "User" | "Organization"): Account {
  const found = state.accounts.find(login);
  if (found?.__typename === type) return found;
  throw notFound(
    `Could not resolve to ${type === "User" ? "a User" : "an Organization"} with the login of '${login}'.`,
  );
}
