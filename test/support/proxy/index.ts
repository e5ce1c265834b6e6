export { LocalProxy } from "./local-proxy.ts";
