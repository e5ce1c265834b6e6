import type { Config } from "../config/index.ts";
import { WORKFLOW_TOKEN } from "../evidence/index.ts";
import type { Finding } from "./finding.ts";
import { type Use, type Workflow, type Writer, writersIn } from "./workflow.ts";

/** Who the workflows write to GitHub as, where that is not a GitHub App whose key only some branches reach. */
export function loginFindings(
  workflows: readonly Workflow[],
  config: Config | undefined,
): readonly Finding[] {
  return workflows.flatMap((workflow) =>
    writersIn(workflow).flatMap(({ job, use, writer }) => {
      if (writer.login !== "app") return tokenFindings(use, writer, config);
      return job.environment === undefined ? [anyBranch(use)] : [];
    }),
  );
}

function anyBranch({ place }: Use): Finding {
  return {
    severity: "warning",
    place,
    message:
      "this job has no environment: the App's key it is given is a secret that a workflow on any branch can read, and with it write production",
    fix: "Keep the key in an environment that only the default branch may use, and name it under `environment:` of the job.",
  };
}

/** What each kind of token means for what the suite does with it. */
function tokenFindings({ place }: Use, { name, login }: Writer, config: Config | undefined) {
  if (login === "other") return [personal({ place, name })];
  const distrustful = distrustfulOf(name, config);
  return [
    ...(distrustful === undefined ? [] : [forgeable({ place, name }, distrustful)]),
    ...(name === "promote" ? [sleeping(place)] : []),
  ];
}

/** An environment where what is said with the workflow's own token counts for nothing. */
function distrustfulOf(name: string, config: Config | undefined): string | undefined {
  if (config === undefined || name === "update-overlay") return undefined;
  const { trustedActors, environments } = config;
  // What promote itself says is only its status; what others said is what it looks at.
  const isCounted =
    name === "promote" ? trustedActors.length > 0 : trustedActors.includes(WORKFLOW_TOKEN);
  if (isCounted) return undefined;
  return [...environments.values()].find(({ trust }) => trust === "app")?.name;
}

type Named = Pick<Use, "place"> & { readonly name: string };

function forgeable({ place, name }: Named, environment: string): Finding {
  return {
    severity: "error",
    place,
    message: `${name} writes with the workflow's own token, which any workflow has: ${environment} trusts an App only (trust: app), so that nothing said with it counts there`,
    fix: "Give app-client-id and app-private-key, or write `trust: any` for environments whose evidence anybody may forge.",
  };
}

function sleeping(place: Use["place"]): Finding {
  return {
    severity: "warning",
    place,
    message:
      "pull requests that are opened with the workflow's own token start no checks until somebody approves their runs, and merges with it start no push workflows",
    fix: "Give app-client-id and app-private-key of a GitHub App.",
  };
}

function personal({ place, name }: Named): Finding {
  return {
    severity: "notice",
    place,
    message: `${name} is given a token by name. Where that is a personal one, its owner is the author of the pull requests and cannot approve them, it reaches whatever its owner reaches, and commits that need the Git Data API are not verified`,
    fix: "Give app-client-id and app-private-key of a GitHub App.",
  };
}
