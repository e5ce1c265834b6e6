export {
  type BranchCommit,
  type FrozenCommit,
  frozenCommits,
  isBotAuthor,
} from "./frozen-commits.ts";
export { judge, type Policy, type PromotionFacts } from "./judge.ts";
export type { Known } from "./known.ts";
export { type LastWriter, lastWriter, type TrustedCommit, writersSince } from "./monotonic.ts";
export { type Move, planMove } from "./move.ts";
export {
  appsIn,
  type Candidate,
  factsOf,
  findCandidate,
  movesOf,
  type PlanEntry,
  type PlanState,
  planApp,
  planRepository,
  type Question,
  type RepositoryView,
  recordsOf,
} from "./plan.ts";
export { configFor } from "./policy-file.ts";
export {
  type ArgumentsTarget,
  type ImageTarget,
  layoutsFor,
  pathsFor,
  type UpdateRequest,
  type UpdateTarget,
} from "./request.ts";
export {
  artifactOf,
  type ImagePair,
  pairImages,
  type Running,
  runningIn,
  unreadBeside,
} from "./running.ts";
export { appUnit, trainUnitOf, type Unit, unitsOf } from "./unit.ts";
export { planUpdate, type UpdatePlan } from "./update.ts";
export { CONFIG_PATH, type Survey, slotsIn, surveyRepository, viewRepository } from "./view.ts";
export {
  type MatchedWindows,
  matchedWindows,
  statedWindows,
  type WindowGates,
  windowGates,
} from "./window-gates.ts";
