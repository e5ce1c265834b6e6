import { nodeId } from "./node-ids.ts";
import type { State } from "./state.ts";

/** What a person or team may do in a repository, weakest first. */
const roles = ["read", "triage", "write", "maintain", "admin"] as const;
export type Role = (typeof roles)[number];

export function roleReaches(role: Role | undefined, wanted: Role): boolean {
  return role !== undefined && roles.indexOf(role) >= roles.indexOf(wanted);
}

/** A person, an organisation, or the account an App acts as (its login ends in `[bot]`). */
export interface Account {
  readonly __typename: "User" | "Organization" | "Bot";
  readonly id: number;
  readonly nodeId: string;
  readonly login: string;
  readonly name: string | null;
  readonly email: string | null;
}

export interface Team {
  readonly __typename: "Team";
  readonly id: number;
  readonly nodeId: string;
  readonly organization: Account;
  readonly slug: string;
  readonly members: Set<Account>;
}

/** GitHub's own account for workflow runs, with its real id: addresses of commits contain it. */
const actionsBot = { login: "github-actions[bot]", id: 41_898_282 };

/** Everybody the local GitHub knows, by login without regard to case. */
export class Accounts {
  readonly #byLogin = new Map<string, Account>();
  readonly #teams: Team[] = [];
  readonly #organizationMembers = new Map<Account, Map<Account, "admin" | "member">>();
  readonly #state: Pick<State, "nextId" | "newIdentity" | "register">;

  constructor(state: Pick<State, "nextId" | "newIdentity" | "register">) {
    this.#state = state;
  }

  find(login: string): Account | undefined {
    return this.#byLogin.get(login.toLowerCase());
  }

  user(login: string): Account {
    return this.#ensure(login, "User");
  }

  organization(login: string): Account {
    return this.#ensure(login, "Organization");
  }

  /** `slug` is the App's; the account is `slug[bot]`. */
  bot(slug: string): Account {
    return this.#ensure(`${slug}[bot]`, "Bot");
  }

  /** The person whose commits carry this address. */
  userByEmail(email: string): Account | undefined {
    const accounts = [...this.#byLogin.values()];
    return accounts.find((one) => one.__typename === "User" && one.email === email);
  }

  addMember(organization: Account, user: Account, role: "admin" | "member"): void {
    this.members(organization).set(user, role);
  }

  members(organization: Account): Map<Account, "admin" | "member"> {
    const members = this.#organizationMembers.get(organization) ?? new Map();
    this.#organizationMembers.set(organization, members);
    return members;
  }

  addTeam(organization: Account, slug: string, members: readonly Account[]): Team {
    const team: Team = {
      __typename: "Team",
      ...this.#state.newIdentity("T"),
      organization,
      slug,
      members: new Set(members),
    };
    for (const member of members) {
      if (!this.members(organization).has(member)) this.addMember(organization, member, "member");
    }
    this.#teams.push(team);
    this.#state.register(team);
    return team;
  }

  team(organization: string, slug: string): Team | undefined {
    return this.#teams.find(
      (team) =>
        team.slug === slug && team.organization.login.toLowerCase() === organization.toLowerCase(),
    );
  }

  #ensure(login: string, type: Account["__typename"]): Account {
    const known = this.find(login);
    if (known !== undefined) {
      if (known.__typename === type) return known;
      throw new Error(`"${login}" is a ${known.__typename} already, not a ${type}`);
    }
    const id = login === actionsBot.login ? actionsBot.id : this.#state.nextId();
    const account: Account = {
      __typename: type,
      id,
      nodeId: nodeId(type === "Organization" ? "O" : type === "User" ? "U" : "BOT", id),
      login,
      name: type === "Bot" ? null : login,
      email: type === "User" ? `${login}@users.test` : null,
    };
    this.#byLogin.set(login.toLowerCase(), account);
    this.#state.register(account);
    return account;
  }
}
