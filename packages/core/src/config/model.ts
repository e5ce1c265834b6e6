import type { VerificationLevel } from "../evidence/index.ts";
import type { Window } from "./promotion-file.gen.ts";

/** How a change enters an environment. */
export type Delivery = "commit" | "pull-request";

/** How much is at stake with a change. */
export type Risk = "low" | "medium" | "high";

/** Severity of a vulnerability, from which on a scan keeps an image out. */
export type ScanSeverity = "critical" | "high" | "medium" | "low";

/** A sync window as the config states it. */
export interface StatedWindow {
  readonly stated: Window;
  readonly line: number;
}

export interface RiskDemands {
  /** At least so many approvals; 0 demands none. */
  readonly approvals: number;
  readonly changeTicket: boolean;
}

/** Who has to have signed an image. */
export type SignatureSpec =
  | {
      readonly by: "workflow";
      /** `owner/repo/.github/workflows/build.yml@refs/tags/v1`. */
      readonly workflow: string;
      /** `app`: the app's own repository; else `owner/repo`; undefined: any. */
      readonly source: string | undefined;
      readonly issuer: string;
    }
  /** `key` is public, in PEM form. */
  | { readonly by: "key"; readonly key: string };

/** The gates of an environment; undefined means that a gate is not asked for. */
export interface GateSpecs {
  readonly verified: { readonly soakMs: number; readonly level: VerificationLevel } | undefined;
  readonly windows:
    | {
        /** Names of AppProjects whose windows hold. */
        readonly appProjects: readonly string[];
        /** Windows of the config itself. */
        readonly windows: readonly StatedWindow[];
      }
    | undefined;
  readonly approvals:
    | {
        readonly count: number;
        readonly teams: readonly string[];
        readonly users: readonly string[];
      }
    | undefined;
  readonly scan:
    | { readonly failOn: ScanSeverity | undefined; readonly maxAgeMs: number | undefined }
    | undefined;
  readonly signature: SignatureSpec | undefined;
  /** Statuses wanted on the upstream commit. */
  readonly tests: readonly string[];
  /** Statuses and checks wanted on the pull request's head. */
  readonly checks: readonly string[];
  readonly registry: boolean;
  readonly risk: Readonly<Record<Risk, RiskDemands>>;
  /** Promotions of one app a week. */
  readonly budgetPerWeek: number | undefined;
  /** The app has to declare how it is rolled back. */
  readonly rollback: boolean;
}

/** A value that moves with the image. */
export interface PromotableValue {
  /** Relative to the layout's folder. */
  readonly file: string;
  readonly path: string;
}

/** An environment with everything it inherits by `like` and every default filled in. */
export interface Environment {
  readonly name: string;
  /** Upstream environments; empty for one that nothing is promoted into. */
  readonly from: readonly string[];
  /** Whether an image has to be verified in all of `from` or in any of them. */
  readonly fromMode: "any" | "all";
  readonly delivery: Delivery;
  /** Templates for this environment; empty when the file's own or the detected layout holds. */
  readonly layouts: readonly string[];
  /** What its Applications deploy to, as they write it; `{app}` is filled in. */
  readonly destination: {
    readonly application: string;
    readonly namespace: string | undefined;
    readonly cluster: string | undefined;
  };
  readonly gates: GateSpecs;
  /** Whether only what a trusted actor made counts as evidence. */
  readonly trust: "app" | "any";
  readonly reviewers: { readonly teams: readonly string[]; readonly users: readonly string[] };
  readonly labels: readonly string[];
  readonly draft: boolean;
  readonly merge: "auto" | "manual" | "queue";
  readonly supersede: "supersede" | "update";
  readonly promotable: readonly PromotableValue[];
  readonly marginMs: number;
}

export interface App {
  readonly name: string;
  /** `owner/repo` of its source; undefined when the config does not say. */
  readonly repository: string | undefined;
  /** Names of the image entries that are its own; empty means that every entry may be. */
  readonly images: readonly string[];
  /** Environments it is in; empty means all. */
  readonly environments: readonly string[];
  readonly layouts: readonly string[];
  readonly risk: Risk | undefined;
  readonly rollback:
    | { readonly class: "automatic" | "manual" | "none"; readonly plan: string | undefined }
    | undefined;
  readonly promotable: readonly PromotableValue[];
  readonly line: number;
}

/** A time in which nothing is promoted into some environments. */
export interface Freeze {
  readonly since: Date;
  readonly until: Date;
  /** Empty means all. */
  readonly environments: readonly string[];
  /** Empty means all. */
  readonly apps: readonly string[];
  readonly reason: string;
  /** What may move all the same. */
  readonly exceptions: readonly FreezeException[];
  readonly line: number;
}

/** What a freeze does not keep out, approved on record. */
export interface FreezeException {
  readonly apps: readonly string[];
  /** Empty means all that the freeze is for. */
  readonly environments: readonly string[];
  /** Login of who approved it. */
  readonly approvedBy: string;
  readonly reason: string;
  readonly ticket: string | undefined;
  /** Undefined means the end of the freeze. */
  readonly until: Date | undefined;
}

/** Apps that move together, as one pull request. */
export interface Train {
  readonly name: string;
  /** Names of apps; `*` stands for all. */
  readonly apps: readonly string[];
  readonly except: readonly string[];
  readonly max: number;
  readonly line: number;
}

/** `.gitops/promotion.yaml`, or what holds without it. */
export interface Config {
  /** Path of the file; undefined when there is none. */
  readonly file: string | undefined;
  /** Layout templates with `{app}` and `{env}`; empty means that the layout is detected. */
  readonly layouts: readonly string[];
  /** Files and folders in which AppProjects are looked for. */
  readonly appProjects: readonly string[];
  /** Logins whose statuses, deployments and commits count; empty means the actor's own. */
  readonly trustedActors: readonly string[];
  readonly environments: ReadonlyMap<string, Environment>;
  readonly apps: ReadonlyMap<string, App>;
  readonly freezes: readonly Freeze[];
  readonly trains: ReadonlyMap<string, Train>;
}

/** Where AppProjects usually are. */
export const APP_PROJECT_PATHS: readonly string[] = ["argocd/projects", "argocd", "projects"];

/** What holds in a repository without a config. */
export const noConfig: Config = {
  file: undefined,
  layouts: [],
  appProjects: APP_PROJECT_PATHS,
  trustedActors: [],
  environments: new Map(),
  apps: new Map(),
  freezes: [],
  trains: new Map(),
};
