import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Account, Role, Team } from "./accounts.ts";
import { type App, newApp } from "./apps.ts";
import { Clock } from "./clock.ts";
import type { DeploymentRefs, Environment } from "./deployments.ts";
import { exchange, type Latency } from "./exchange.ts";
import { Faults } from "./faults.ts";
import { GitRepository } from "./git/git-repository.ts";
import type { FixtureCommit, FixtureFile } from "./git/import.ts";
import { gitSurface } from "./git-surface.ts";
import { HttpServer } from "./http-server.ts";
import type { RateLimits } from "./limits.ts";
import { settle } from "./pulls/settle.ts";
import { Repository, type RepositorySettings } from "./repository.ts";
import { RequestLog } from "./requests.ts";
import { RestDescription } from "./rest/description.ts";
import {
  type ProtectionOptions,
  protection,
  type RulesetOptions,
  ruleset,
} from "./rule-options.ts";
import { State } from "./state.ts";
import { apiSurface } from "./surface.ts";
import { type Permissions, Token, type TokenKind } from "./tokens.ts";

export interface LocalGitHubOptions {
  /** The clock stands at this time until it is advanced; absent, it runs with the machine's. */
  readonly now?: Date;
  readonly latency?: Latency;
}

export interface NewRepository {
  readonly defaultBranch?: string;
  readonly isPrivate?: boolean;
  /** The files of the first commit. */
  readonly files?: Readonly<Record<string, FixtureFile>>;
  /** Further commits on top, oldest first. */
  readonly commits?: Iterable<{
    readonly message: string;
    readonly files: Readonly<Record<string, FixtureFile>>;
    readonly author?: FixtureCommit["author"];
  }>;
  readonly settings?: Partial<RepositorySettings>;
  /** Roles by login, or by `org/team` for a team made before. */
  readonly collaborators?: Readonly<Record<string, Role>>;
  /** Branch protection by branch name or pattern. */
  readonly protection?: Readonly<Record<string, ProtectionOptions>>;
  readonly rulesets?: readonly RulesetOptions[];
  readonly environments?: Readonly<Record<string, NewEnvironment>>;
}

export interface NewEnvironment {
  readonly waitTimerMinutes?: number;
  /** Logins, and `org/team` for teams. */
  readonly reviewers?: readonly string[];
  readonly preventSelfReview?: boolean;
  readonly branches?: DeploymentRefs;
}

export interface NewToken {
  readonly kind: Exclude<TokenKind, "anonymous">;
  /** The person for `user`, the App's slug for `app`; `actions` acts as `github-actions[bot]`. */
  readonly login?: string;
  readonly permissions: Permissions;
  /** `owner/name`; absent, all that the account can reach. */
  readonly repositories?: readonly string[];
  readonly expiresAt?: Date;
  readonly diesAfterRequests?: number;
}

export interface NewApp {
  readonly slug: string;
  readonly permissions: Permissions;
  /** The account it is installed on: an organisation, made when there is none. */
  readonly installedOn: string;
  /** `owner/name`; absent, all of that account, also later ones. */
  readonly repositories?: readonly string[];
}

/**
 * GitHub on loopback: REST and GraphQL over real bare git repositories.
 *
 * What it does not know it refuses with 501, and a reply of its own that breaks GitHub's description is a
 * 500; both are kept in `complaints`, and disposing of it throws when there are any.
 */
export class LocalGitHub {
  readonly requests = new RequestLog();
  readonly faults = new Faults();
  /** Milliseconds every read and write waits before it is answered. */
  readonly latency: Latency;
  readonly complaints: string[] = [];
  readonly clock: Clock;
  readonly #state: State;
  readonly #server: HttpServer;
  readonly #folder: string;

  private constructor(
    parts: { readonly state: State; readonly server: HttpServer; readonly folder: string },
    { latency }: LocalGitHubOptions,
  ) {
    this.#state = parts.state;
    this.#server = parts.server;
    this.#folder = parts.folder;
    this.clock = parts.state.clock;
    this.latency = { read: 0, write: 0, ...latency };
  }

  static async start(options: LocalGitHubOptions = {}): Promise<LocalGitHub> {
    const folder = await mkdtemp(join(tmpdir(), "local-github-"));
    const server = await HttpServer.start((request) =>
      exchange(github, request, () => gitSurface(request) ?? apiSurface(request, description)),
    );
    const description = new RestDescription();
    const state = new State(new Clock(options.now), server.url, settle);
    const github = new LocalGitHub({ state, server, folder }, options);
    return github;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close();
    for (const { git } of this.#state.repositories()) git.close();
    await rm(this.#folder, { recursive: true });
    if (this.complaints.length > 0) {
      throw new Error(`the local GitHub complains:\n${this.complaints.join("\n")}`);
    }
  }

  /** For `GITHUB_API_URL`. */
  get apiUrl(): string {
    return this.#state.apiUrl;
  }

  /** For `GITHUB_GRAPHQL_URL`. */
  get graphqlUrl(): string {
    return this.#state.graphqlUrl;
  }

  /** For `GITHUB_SERVER_URL`; repositories are cloned from below it. */
  get serverUrl(): string {
    return this.#state.serverUrl;
  }

  /** The state behind it all, to read in assertions. */
  get state(): State {
    return this.#state;
  }

  /** The rate limits, with their numbers and the switch for the secondary ones. */
  get limits(): RateLimits {
    return this.#state.limits;
  }

  async createRepository(nameWithOwner: string, options: NewRepository = {}): Promise<Repository> {
    const [login = "", name = ""] = nameWithOwner.split("/");
    const { accounts, clock } = this.#state;
    const { defaultBranch = "main" } = options;
    const repository = new Repository({
      id: this.#state.nextId(),
      owner: accounts.find(login) ?? accounts.organization(login),
      name,
      git: await GitRepository.create(join(this.#folder, login, `${name}.git`), defaultBranch),
      isPrivate: options.isPrivate ?? true,
      defaultBranch,
      createdAt: clock.now(),
    });
    Object.assign(repository.settings, options.settings);
    for (const [actor, role] of Object.entries(options.collaborators ?? {})) {
      const [organization = "", slug] = actor.split("/");
      if (slug === undefined) repository.collaborators.set(accounts.user(actor), role);
      else repository.teams.set(this.#team(organization, slug), role);
    }
    await repository.git.import(defaultBranch, this.#firstCommits(options));
    this.#state.addRepository(repository);
    for (const [pattern, rules] of Object.entries(options.protection ?? {})) {
      this.protect(repository, pattern, rules);
    }
    for (const rules of options.rulesets ?? []) this.addRuleset(repository, rules);
    for (const [environment, settings] of Object.entries(options.environments ?? {})) {
      repository.environments.set(environment, this.#environment(environment, settings));
    }
    return repository;
  }

  /** Adds a branch protection rule; an earlier one with that pattern goes. */
  protect(repository: Repository, pattern: string, options: ProtectionOptions): void {
    const { ruleSources } = repository;
    const old = ruleSources.findIndex((one) => one.kind === "protection" && one.name === pattern);
    if (old >= 0) ruleSources.splice(old, 1);
    ruleSources.push(protection(this.#state, pattern, options));
  }

  addRuleset(repository: Repository, options: RulesetOptions): void {
    repository.ruleSources.push(ruleset(this.#state, options));
  }

  createUser(login: string): Account {
    return this.#state.accounts.user(login);
  }

  /** A team of the organisation, by the logins of its members; they become members of the organisation. */
  createTeam(name: `${string}/${string}`, members: readonly string[]): Team {
    const { accounts } = this.#state;
    const [organization = "", slug = ""] = name.split("/");
    const people = members.map((login) => accounts.user(login));
    return accounts.addTeam(accounts.organization(organization), slug, people);
  }

  /** An App with one private key, installed once. */
  async createApp({ slug, permissions, installedOn, repositories }: NewApp): Promise<App> {
    const { accounts, clock } = this.#state;
    const account = accounts.find(installedOn) ?? accounts.organization(installedOn);
    const app = await newApp({ ...this.#state.appIdentity(slug), owner: account, permissions });
    app.installations.push({
      id: this.#state.nextId(),
      app,
      account,
      permissions,
      repositories: repositories === undefined ? "all" : this.#repositories(repositories),
      createdAt: clock.now(),
    });
    this.#state.addApp(app);
    return app;
  }

  /** A token that works from now on; its text is `value`. */
  createToken({ kind, login, repositories, ...options }: NewToken): Token {
    const { accounts, apps } = this.#state;
    const slug = kind === "actions" ? "github-actions" : (login ?? "some-app");
    const app = kind === "user" ? undefined : this.#state.appIdentity(slug);
    const installation = apps.find((one) => one.slug === slug)?.installations[0];
    const isBound = kind === "user" || installation !== undefined;
    const all = isBound ? "all" : this.#state.repositories();
    const token = new Token({
      ...options,
      kind,
      actor: app?.bot ?? accounts.user(login ?? "someone"),
      app,
      installation,
      repositories: repositories === undefined ? all : this.#repositories(repositories),
    });
    this.#state.tokens.set(token.value, token);
    return token;
  }

  #repositories(names: readonly string[]): Repository[] {
    return names.map((name) => {
      const repository = this.#state.repository(name);
      if (repository === undefined) throw new Error(`there is no repository "${name}" yet`);
      return repository;
    });
  }

  #team(organization: string, slug: string): Team {
    const team = this.#state.accounts.team(organization, slug);
    if (team === undefined) throw new Error(`there is no team "${organization}/${slug}" yet`);
    return team;
  }

  #environment(name: string, settings: NewEnvironment): Environment {
    const reviewers = (settings.reviewers ?? []).map((reviewer) => {
      const [organization = "", slug] = reviewer.split("/");
      return slug === undefined ? this.createUser(reviewer) : this.#team(organization, slug);
    });
    return {
      ...this.#state.newIdentity("EN"),
      name,
      createdAt: this.clock.now(),
      waitTimerMinutes: settings.waitTimerMinutes ?? 0,
      reviewers,
      preventSelfReview: settings.preventSelfReview ?? false,
      branches: settings.branches,
    };
  }

  *#firstCommits({ files = {}, commits = [] }: NewRepository): Generator<FixtureCommit> {
    const author = { name: "Fixture", email: "fixture@users.test", date: this.clock.now() };
    yield { message: "Start\n", files, author };
    for (const commit of commits) yield { author, ...commit };
  }
}
