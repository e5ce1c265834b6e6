import type { Routes } from "../route.ts";
import { appRoutes } from "./apps.ts";
import { commitRoutes } from "./commits.ts";
import { contentRoutes } from "./contents.ts";
import { gitDataRoutes } from "./git-data.ts";
import { rateLimitRoutes } from "./rate-limit.ts";
import { refRoutes } from "./refs.ts";
import { repositoryRoutes } from "./repositories.ts";
import { statusRoutes } from "./statuses.ts";

/** Every REST operation that the local GitHub answers, by GitHub's operation id. */
export const allRoutes: Routes = {
  ...appRoutes,
  ...commitRoutes,
  ...contentRoutes,
  ...gitDataRoutes,
  ...rateLimitRoutes,
  ...refRoutes,
  ...repositoryRoutes,
  ...statusRoutes,
};
