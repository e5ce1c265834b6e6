import type { Delivery } from "@gitops-actions/core/verify";
import type { Subject } from "./subject.ts";

/** The kinds that run images. */
export const WORKLOADS: readonly string[] = [
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "Rollout",
  "Job",
  "CronJob",
  "Pod",
];

/** What an applied revision comes to while nothing runs the images: there is no pass without a workload. */
export function noWorkload({ images }: Subject): Delivery {
  const names = images.map(({ name }) => name).join(", ");
  return { state: "pending", reason: `none of the workloads runs ${names}` };
}
