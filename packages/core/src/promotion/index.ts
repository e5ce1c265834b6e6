export { type LastWriter, lastWriter, type TrustedCommit, writersSince } from "./monotonic.ts";
export {
  type ArgumentsTarget,
  type ImageTarget,
  pathsFor,
  planUpdate,
  type UpdatePlan,
  type UpdateRequest,
  type UpdateTarget,
} from "./update.ts";
