export { listWorkspace } from "./list.ts";
export { readWorkspace, writeWorkspace } from "./workspace.ts";
