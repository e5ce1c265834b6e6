import { type BranchSnapshot, type Client, readBranch } from "@gitops-actions/adapters/github";
import { type Config, noConfig } from "@gitops-actions/core/config";
import { pathsFor, writersSince } from "@gitops-actions/core/promotion";
import type { Request } from "./inputs.ts";

/** The branch as one read saw it, and the policy that stands there. */
export interface State {
  readonly snapshot: BranchSnapshot;
  readonly config: Config;
  /** Texts of the files that may hold the images, by path. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * What can wait for the first reply: YAML, the formats, the config's schema. Three quarters of the bundle,
 * so it is a chunk of its own that loads while that reply travels.
 */
export const loadDecision = () => import("./decide.ts");

/**
 * A reader of the branch, or of one of its commits: one request, and one more the first time the config
 * names a layout that could not be guessed. `policy` is the config that holds instead of the branch's own.
 */
export function stateReader(
  client: Client,
  request: Request,
  { now, policy }: { readonly now: Date; readonly policy?: Config },
): (at?: string) => Promise<State> {
  const { repository, branch, configPath } = request;
  const since = writersSince(request.event, now);
  let paths = pathsFor(request, policy ?? noConfig);
  return async (at) => {
    for (;;) {
      const reading = readBranch(client, {
        repository,
        branch,
        since,
        at,
        paths: [configPath, ...paths],
      });
      const { configFor } = await loadDecision();
      const snapshot = await reading;
      const config = policy ?? configFor(request, snapshot.files.get(configPath)?.text);
      const wanted = pathsFor(request, config);
      if (wanted.every((path) => paths.includes(path))) {
        const texts = [...snapshot.files].filter(([path]) => wanted.includes(path));
        return { snapshot, config, texts: new Map(texts.map(([path, file]) => [path, file.text])) };
      }
      paths = wanted;
    }
  };
}
