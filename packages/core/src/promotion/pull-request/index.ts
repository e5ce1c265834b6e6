export { type BodyFacts, type BuildRange, describePromotion } from "./body.ts";
export { branchName, fillTemplate, type Placeholders } from "./branch-name.ts";
export { type Claims, claimsOf, claimTrailers, makersOf } from "./claims.ts";
export {
  type Evidence,
  type ImageEvidence,
  imagesOf,
  type JudgedChange,
  type JudgedImages,
  judgeChange,
  type ProposedChange,
} from "./judge-change.ts";
export { isOf, type Marker, printMarker, readMarker } from "./marker.ts";
export {
  armingFault,
  type MergeMethod,
  type MergeRefusal,
  type MergeStep,
  mergeMethod,
  mergeStep,
  readMergeRefusal,
} from "./merge.ts";
export { setBack } from "./order.ts";
export { proposalIn, proposalOf, versionOf } from "./proposal.ts";
export {
  isBy,
  isOnlyBy,
  type Pull,
  type PullCommit,
  type PullReview,
  type Rollup,
} from "./pull.ts";
export { withSection } from "./section.ts";
export { type LivePull, nextStep, type Situation, type Step } from "./step.ts";
export { type Touch, touchesOf } from "./touch.ts";
