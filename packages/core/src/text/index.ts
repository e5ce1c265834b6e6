export { code, codeBlock, link, oneLine, plain, table } from "./markdown.ts";
export { nearest, nearestFew } from "./nearest.ts";
