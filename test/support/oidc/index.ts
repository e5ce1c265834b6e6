export { type Job, jobClaims } from "./job-claims.ts";
export { LocalIssuer } from "./local-issuer.ts";
