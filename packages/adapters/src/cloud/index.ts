export { CloudFailure, callCloud } from "./cloud-failure.ts";
