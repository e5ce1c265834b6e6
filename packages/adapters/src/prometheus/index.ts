export { type Asking, askPrometheus } from "./prometheus.ts";
export { isAllowed, type MetricSources } from "./source.ts";
export { askWeb } from "./web.ts";
