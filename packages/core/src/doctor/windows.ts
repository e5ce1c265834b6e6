import { lintSyncWindows, type WindowFinding } from "../policy/index.ts";
import { type RepositoryView, statedWindows } from "../promotion/index.ts";

/** What is wrong with the windows of all environments, each fault once. */
export function windowFindings(
  { config, projects }: RepositoryView,
  now: Date,
): readonly WindowFinding[] {
  const found = [...config.environments.values()].flatMap((environment) =>
    lintSyncWindows(statedWindows(environment, { config, projects }), now),
  );
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}
