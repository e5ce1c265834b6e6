export { declareArtifact } from "./artifacts.ts";
export { type AwsSession, awsSession } from "./aws-session.ts";
export type { IdTokenRequest, RunContext } from "./context.ts";
export {
  flag,
  type InputValues,
  lines,
  oneOf,
  optional,
  type Parser,
  type Parsers,
  required,
  text,
  wholeNumber,
} from "./inputs.ts";
export type { Log } from "./log.ts";
export { mask } from "./mask.ts";
export type { Annotation, OutputValue, Report } from "./report.ts";
export {
  type ActionDefinition,
  Cancelled,
  type Runner,
  runAction,
  runPost,
} from "./run-action.ts";
export { keepForRevocation, tokensToRevoke } from "./state.ts";
