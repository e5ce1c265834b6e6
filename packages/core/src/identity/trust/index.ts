export type { TrustFinding, TrustFindingCode, TrustRating, TrustSeverity } from "./finding.ts";
export { proposeAwsTrust, proposeGcpTrust } from "./propose.ts";
export {
  judgeTrust,
  rateTrust,
  readTrust,
  type TrustDocument,
  type TrustReport,
} from "./trust-document.ts";
export type { FailedCondition, Verdict } from "./verdict.ts";
