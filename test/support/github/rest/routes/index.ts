import type { Routes } from "../route.ts";
import { appRoutes } from "./apps.ts";
import { attestationRoutes } from "./attestations.ts";
import { branchRoutes } from "./branches.ts";
import { checkRoutes } from "./checks.ts";
import { commitRoutes } from "./commits.ts";
import { contentRoutes } from "./contents.ts";
import { deploymentRoutes } from "./deployments.ts";
import { dispatchRoutes } from "./dispatches.ts";
import { gitDataRoutes } from "./git-data.ts";
import { issueRoutes } from "./issues.ts";
import { peopleRoutes } from "./people.ts";
import { pullRoutes } from "./pulls.ts";
import { rateLimitRoutes } from "./rate-limit.ts";
import { refRoutes } from "./refs.ts";
import { repositoryRoutes } from "./repositories.ts";
import { reviewRoutes } from "./reviews.ts";
import { statusRoutes } from "./statuses.ts";

/** Every REST operation that the local GitHub answers, by GitHub's operation id. */
export const allRoutes: Routes = {
  ...appRoutes,
  ...attestationRoutes,
  ...branchRoutes,
  ...checkRoutes,
  ...commitRoutes,
  ...contentRoutes,
  ...deploymentRoutes,
  ...dispatchRoutes,
  ...gitDataRoutes,
  ...issueRoutes,
  ...peopleRoutes,
  ...pullRoutes,
  ...rateLimitRoutes,
  ...refRoutes,
  ...repositoryRoutes,
  ...reviewRoutes,
  ...statusRoutes,
};
