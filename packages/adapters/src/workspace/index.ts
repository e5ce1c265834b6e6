export { listWorkspace } from "./list.ts";
export { readFiles } from "./repository-files.ts";
export { readWorkspace, writeWorkspace } from "./workspace.ts";
