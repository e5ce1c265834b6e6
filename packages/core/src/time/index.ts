export { plausible } from "./clock.ts";
export { parseSpan } from "./duration.ts";
export { parseInstant } from "./instant.ts";
