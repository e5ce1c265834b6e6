import { pageTypes, type TypeFields } from "../fields.ts";
import { accountTypes } from "./accounts.ts";
import { checkMutations } from "./check-mutations.ts";
import { checkTypes } from "./checks.ts";
import { commitMutations } from "./commit-mutations.ts";
import { conversationMutations } from "./conversation-mutations.ts";
import { deploymentTypes } from "./deployments.ts";
import { gitObjectTypes } from "./git-objects.ts";
import { mergeQueueTypes } from "./merge-queue.ts";
import { nodeTypes } from "./nodes.ts";
import { pullRequestMutations } from "./pull-request-mutations.ts";
import { pullRequestPartTypes } from "./pull-request-parts.ts";
import { pullRequestTypes } from "./pull-requests.ts";
import { rateLimitTypes } from "./rate-limit.ts";
import { refMutations } from "./ref-mutations.ts";
import { repositoryTypes } from "./repository.ts";
import { ruleTypes } from "./rules.ts";
import { statusTypes } from "./statuses.ts";

/** Every type and field of GitHub's schema that the local GitHub answers. */
export const allTypes: readonly TypeFields[] = [
  ...accountTypes,
  ...checkMutations,
  ...checkTypes,
  ...commitMutations,
  ...conversationMutations,
  ...deploymentTypes,
  ...gitObjectTypes,
  ...mergeQueueTypes,
  ...nodeTypes,
  ...pageTypes,
  ...pullRequestMutations,
  ...pullRequestPartTypes,
  ...pullRequestTypes,
  ...rateLimitTypes,
  ...refMutations,
  ...repositoryTypes,
  ...ruleTypes,
  ...statusTypes,
];
