export { type CompiledPattern, compilePattern } from "./regexp.ts";
