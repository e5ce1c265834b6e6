export { declareArtifact } from "./artifacts.ts";
export { type AwsKeys, awsKeys } from "./aws-keys.ts";
export type { IdTokenRequest, RunContext } from "./context.ts";
export { setVariable } from "./environment.ts";
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
export { keepForPost, keepForRevocation, keptForPost, tokensToRevoke } from "./state.ts";
