export { readWorkspace, writeWorkspace } from "./workspace.ts";
