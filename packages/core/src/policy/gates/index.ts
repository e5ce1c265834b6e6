export { type ApprovalFacts, type ApprovalSpec, approvalsGate, type Review } from "./approvals.ts";
export { budgetGate, riskGate, rollbackGate } from "./change-gates.ts";
export {
  type RegistryFacts,
  registryGate,
  type ScanFacts,
  type SignatureFacts,
  scanGate,
  signatureGate,
} from "./image-gates.ts";
export { type SameArtifactFacts, sameArtifactGate } from "./same-artifact.ts";
export { type StatusFacts, type StatusReport, statusesGate } from "./statuses.ts";
export { type VerifiedFacts, type VerifiedSpec, verifiedGates } from "./verified.ts";
