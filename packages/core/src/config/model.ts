/** How a change enters an environment. */
export type Delivery = "commit" | "pull-request";

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
}

export interface App {
  readonly name: string;
  /** `owner/repo` of its source; undefined when the config does not say. */
  readonly repository: string | undefined;
  /** Names of the image entries that are its own; empty means that every entry may be. */
  readonly images: readonly string[];
  readonly layouts: readonly string[];
}

/** `.gitops/promotion.yaml`, or what holds without it. */
export interface Config {
  /** Path of the file; undefined when there is none. */
  readonly file: string | undefined;
  /** Layout templates with `{app}` and `{env}`; empty means that the layout is detected. */
  readonly layouts: readonly string[];
  readonly environments: ReadonlyMap<string, Environment>;
  readonly apps: ReadonlyMap<string, App>;
}

/** What holds in a repository without a config. */
export const noConfig: Config = {
  file: undefined,
  layouts: [],
  environments: new Map(),
  apps: new Map(),
};
