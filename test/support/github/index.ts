export type { Account, Role, Team } from "./accounts.ts";
export type { App, Installation } from "./apps.ts";
export type { ActiveFault, Effect, Fault, FaultRule } from "./faults.ts";
export type { FixtureFile } from "./git/import.ts";
export type { LimitAnswer } from "./limits.ts";
export {
  LocalGitHub,
  type LocalGitHubOptions,
  type NewApp,
  type NewRepository,
  type NewToken,
} from "./local-github.ts";
export type { Repository } from "./repository.ts";
export type { RequestMatch, RequestRecord } from "./requests.ts";
export type { ProtectionOptions, RulesetOptions } from "./rule-options.ts";
export type { PermissionName, Permissions, Token } from "./tokens.ts";
