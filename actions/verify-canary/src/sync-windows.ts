import {
  compileSyncWindows,
  matchingWindows,
  readApplications,
  readAppProjects,
  windowGate,
} from "@gitops-actions/core/policy";
import type { KubeObject, Observation } from "@gitops-actions/core/verify";

/** The sync windows of a project that keep an application from syncing by itself now; undefined when none does. */
export function closedWindows(
  project: KubeObject,
  application: KubeObject,
  now: Date,
): Observation["closedBy"] {
  // Objects of the API are JSON, and JSON is YAML: they are read as the manifests in Git are.
  const [found] = readAppProjects(JSON.stringify(project), "AppProject");
  const [app] = readApplications(JSON.stringify(application), "Application");
  if (found === undefined || app === undefined) return undefined;
  const gate = windowGate(matchingWindows(compileSyncWindows(found.windows), app.target), now);
  if (gate.state === "pass") return undefined;
  return { window: gate.reason, opensAt: gate.state === "wait" ? gate.until : undefined };
}
