import { type BranchSnapshot, type Client, readBranch } from "@gitops-actions/adapters/github";
import { type Config, noConfig } from "@gitops-actions/core/config";
import { candidatePaths } from "@gitops-actions/core/layout";
import { layoutsFor } from "@gitops-actions/core/promotion";
import type { Request } from "./inputs.ts";

/** The head of the branch with the config and these files, in one request. @throws as `readBranch` */
export function readHead(
  client: Client,
  request: Request,
  paths: readonly string[] = pathsOf(request, noConfig),
): Promise<BranchSnapshot> {
  return readBranch(client, {
    repository: request.repository,
    branch: request.branch,
    since: new Date(), // no commit of before is of interest here
    paths: [request.configPath, ...paths],
  });
}

/** Every file that may say what the apps run, and those with AnalysisTemplates. */
export function pathsOf(request: Request, config: Config): readonly string[] {
  const { apps, environment } = request;
  const manifests = apps.flatMap((app) =>
    layoutsFor(request, app, config).flatMap((template) =>
      candidatePaths(template, { app, environment }),
    ),
  );
  return [...new Set([...manifests, ...templatePaths(request)])];
}

/** The files of the GitOps repository that hold AnalysisTemplates. */
export function templatePaths({ analysis }: Request): readonly string[] {
  return analysis.flatMap((one) => (one.in === "repository" ? [one.path] : []));
}
