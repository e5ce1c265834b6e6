import { pageTypes, type TypeFields } from "../fields.ts";
import { accountTypes } from "./accounts.ts";
import { commitMutations } from "./commit-mutations.ts";
import { gitObjectTypes } from "./git-objects.ts";
import { nodeTypes } from "./nodes.ts";
import { rateLimitTypes } from "./rate-limit.ts";
import { refMutations } from "./ref-mutations.ts";
import { repositoryTypes } from "./repository.ts";
import { statusTypes } from "./statuses.ts";

/** Every type and field of GitHub's schema that the local GitHub answers. */
export const allTypes: readonly TypeFields[] = [
  ...accountTypes,
  ...commitMutations,
  ...gitObjectTypes,
  ...nodeTypes,
  ...pageTypes,
  ...rateLimitTypes,
  ...refMutations,
  ...repositoryTypes,
  ...statusTypes,
];
