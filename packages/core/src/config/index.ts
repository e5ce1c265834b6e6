export { loadConfig } from "./config.ts";
export { type ConfigFault, configError } from "./load.ts";
export {
  type App,
  type Config,
  type Delivery,
  type Environment,
  type Freeze,
  type FreezeException,
  type GateSpecs,
  noConfig,
  type PromotableValue,
  type Risk,
  type RiskDemands,
  type ScanSeverity,
  type SignatureSpec,
  type StatedWindow,
  type Train,
} from "./model.ts";
export { standardConfig } from "./standard.ts";
export { type FileFault, fileError, readYamlFile, type ValidationError } from "./yaml-file.ts";
