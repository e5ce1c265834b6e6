export { code, codeBlock, link, plain, table } from "./markdown.ts";
export { nearest, nearestFew } from "./nearest.ts";
