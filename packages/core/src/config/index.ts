export { loadConfig } from "./config.ts";
export { type App, type Config, type Delivery, type Environment, noConfig } from "./model.ts";
