export { credentialsFile } from "./credentials-file.ts";
export { exchangeToken, type GoogleServices, type GoogleToken, impersonate } from "./exchange.ts";
