import type { RepositoryView } from "../promotion/index.ts";
import type { Finding } from "./finding.ts";

/** Environments without apps, and a repository in which nothing is found. */
export function layoutFindings({ config, running }: RepositoryView): readonly Finding[] {
  if (running.size === 0) return [nothing];
  const names = [...config.environments.keys()];
  const empty = names.filter((name) => !running.has(name));
  return [
    ...empty.map(
      (name): Finding => ({
        severity: "warning",
        place: { file: config.file },
        message: `environment ${name} has no app`,
        fix: "Correct its name or layout, or remove it.",
      }),
    ),
    ...(config.file === undefined ? [unstated(names)] : []),
  ];
}

const nothing: Finding = {
  severity: "error",
  message: "no app was found: none of the usual layouts, nor one of the config, leads to a file",
  fix: "Write `layout:` with {app} and {env} into .gitops/promotion.yaml.",
};

function unstated(names: readonly string[]): Finding {
  return {
    severity: "notice",
    message: `there is no .gitops/promotion.yaml: by their names the environments are ${names.join(" -> ")}, each entered once verified`,
    fix: "`gitops init` writes one to begin with.",
  };
}

/** Apps whose images could come from any repository. */
export function sourceFindings({ config, running }: RepositoryView): readonly Finding[] {
  const apps = [...new Set([...running.values()].flatMap((found) => [...found.keys()]))];
  const unknown = apps.filter((app) => config.apps.get(app)?.repository === undefined);
  if (config.file === undefined || unknown.length === 0) return [];
  return [
    {
      severity: "warning",
      place: { file: config.file },
      message: `apps.<name>.repository is missing for ${unknown.length} of ${apps.length} apps, such as ${unknown[0]}: deploy-dev cannot tell whose image it is and refuses it`,
      fix: "Name the repository that builds each app.",
    },
  ];
}
