export { LocalGcp, type Provider } from "./local-gcp.ts";
