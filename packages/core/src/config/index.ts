export {
  type App,
  type Config,
  type Delivery,
  type Environment,
  loadConfig,
  noConfig,
} from "./config.ts";
