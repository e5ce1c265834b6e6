export { type IdToken, type IdTokenSource, idTokenSource } from "./id-token.ts";
