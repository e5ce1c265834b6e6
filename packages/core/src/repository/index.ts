export { isRefName, parseBranch, parsePath, parseRepository } from "./names.ts";
