export { type LastWriter, lastWriter, type TrustedCommit, writersSince } from "./monotonic.ts";
export {
  type ArgumentsTarget,
  type ImageTarget,
  layoutsFor,
  pathsFor,
  type UpdateRequest,
  type UpdateTarget,
} from "./request.ts";
export { planUpdate, type UpdatePlan } from "./update.ts";
