export { LocalRegistry } from "./local-registry.ts";
