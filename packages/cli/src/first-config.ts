import type { Environment } from "@gitops-actions/core/config";
import { UserError } from "@gitops-actions/core/errors";
import { detectedLayouts, discoverSlots } from "@gitops-actions/core/layout";
import type { RepositoryView } from "@gitops-actions/core/promotion";
import type { WorkingCopy } from "./repository.ts";

/** What a first config cannot learn from files. */
export interface Publication {
  /** Where the suite is published, owner/name. */
  readonly suite: string;
  /** The deploy App's name in its URL; undefined where it is not known yet. */
  readonly deployApp: string | undefined;
}

/**
 * A config to begin with: the layout and the environments that were found, each entered once its image has
 * been verified upstream for a while, the last ones with an approval too; whose records count; and which
 * repository builds each app, where the name of its image tells.
 */
export function firstConfig(
  { view, survey, paths }: Pick<WorkingCopy, "view" | "survey" | "paths">,
  { suite, deployApp }: Publication,
): string {
  const [onlyApp = ""] = survey.slots.map(({ app }) => app);
  const layout = detectedLayouts.find(
    (template) => discoverSlots([template], paths, { onlyApp }).length > 0,
  );
  const environments = [...view.config.environments.values()];
  const sources = sourcesOf(view);
  return `# How images are promoted here. \`gitops plan\` shows what it makes of it.
# yaml-language-server: $schema=https://raw.githubusercontent.com/${suite}/v1/promotion.schema.json
version: 1
layout: ${layout}
${trustLine(deployApp)}environments:
${environments.map((one) => environmentLines(one, environments)).join("")}${
  sources.length === 0
    ? ""
    : `apps:
${sources.map(([app, repository]) => `  ${app}: { repository: ${repository} }\n`).join("")}`
}`;
}

/** A list takes the place of the App that runs the action, so a wrong name would be worse than none. */
function trustLine(deployApp: string | undefined): string {
  return deployApp === undefined
    ? `# Name your deploy App, or check-promotion and gitops plan take its records for a stranger's:
# trust: { actors: ["NAME[bot]"] }
`
    : `trust: { actors: ["${deployApp}[bot]"] }\n`;
}

function environmentLines({ name, from }: Environment, all: readonly Environment[]): string {
  if (from.length === 0) return `  ${name}: { delivery: commit }\n`;
  const isLast = all.every((other) => !other.from.includes(name));
  const upstream = from.length === 1 ? from[0] : `{ any: [${from.join(", ")}] }`;
  return `  ${name}:
    from: ${upstream}
    gates:
      verified: { soak: ${isLast ? "24h" : "30m"} }
${isLast ? "      approvals: { count: 1 }\n" : ""}`;
}

/** Apps by name with the repository that their image is called after, ghcr.io/OWNER/NAME. */
function sourcesOf({ running }: RepositoryView): [app: string, repository: string][] {
  const found = new Map<string, string>();
  for (const [app, one] of [...running.values()].flatMap((apps) => [...apps])) {
    if (one instanceof UserError) continue;
    const [image] = one.images;
    const [, repository] = /^ghcr\.io\/([^/]+\/[^/]+)$/.exec(image?.name ?? "") ?? [];
    if (repository !== undefined) found.set(app, repository);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}
