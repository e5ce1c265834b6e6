import type { Finding } from "./finding.ts";
import type { OwnerFault, Part, RepositorySettings, TokenKind } from "./settings.ts";

/** Lines of CODEOWNERS that GitHub cannot use, such as teams that may not write; those in `known` are told already. */
export function ownerFaultFindings(
  { ownerFaults }: RepositorySettings,
  known: readonly Finding[],
): readonly Finding[] {
  if (!ownerFaults.known) return [];
  const isTold = ({ path, line }: OwnerFault): boolean =>
    known.some(({ place }) => place?.file === path && place.line === line);
  return ownerFaults.value
    .filter((fault) => !isTold(fault))
    .map(({ path, line, message }) => ({
      severity: "error",
      place: { file: path, line },
      message: `GitHub passes over this line: ${message}`,
      fix: "Correct it: owners are people and visible teams who may write here. Until then the lines above it decide.",
    }));
}

/** What the token could not read, and what so was not looked at: a finding for each reason. */
export function unseenFindings(settings: RepositorySettings): readonly Finding[] {
  const unseen = partsOf(settings).flatMap(({ part, what }) =>
    part.known || part.isPlan ? [] : [{ why: part.why, what }],
  );
  return [...Map.groupBy(unseen, ({ why }) => why)].map(([why, parts]) => ({
    severity: "notice",
    message: `not looked at: ${parts.map(({ what }) => what).join("; ")} (${why})`,
    fix: "Look at it on the settings page, or give a token that may read it.",
  }));
}

interface NamedPart {
  readonly part: Part<unknown>;
  /** As the answer to "what was looked at?". */
  readonly what: string;
}

function partsOf(settings: RepositorySettings): readonly NamedPart[] {
  const { rules, protection, branch, promotionBranch } = settings;
  return [
    { part: rules, what: `what rulesets demand of ${branch}` },
    { part: protection, what: `what branch protection demands of ${branch}` },
    {
      part: promotionBranch.rules,
      what: `what rulesets demand of branches such as ${promotionBranch.name}`,
    },
    ...[...settings.environments].flatMap(([name, part]): NamedPart[] => {
      const what = `who may use the environment ${name}`;
      const refs = part.known ? part.value?.refs : part;
      return typeof refs === "object" ? [{ part: refs, what }] : [];
    }),
    { part: settings.actions, what: "which actions may run" },
    { part: settings.workflowToken, what: "what workflows may do with their own token" },
    { part: settings.ownerFaults, what: "what GitHub makes of CODEOWNERS" },
  ];
}

const CONSEQUENCES: Readonly<Record<TokenKind, string>> = {
  app: "an App's token: what the suite is made for",
  workflow:
    "the workflow's own token: it reads settings well enough; promotions opened with it start no checks by themselves, and its word is that of any workflow",
  classic:
    "a classic personal access token: it reaches every repository of its owner. Never give it to a workflow: promotions would be its owner's, who could not approve them",
  "fine-grained":
    "a fine-grained personal access token. As the token of promotions it would make them its owner's, who could not approve them",
  "of-a-program":
    "a token that a program got for a person, such as that of gh: right for looking, not for workflows",
  unknown: "a token of a kind that is not known",
};

/** What the settings were read with, and what that token would be good for. */
export function tokenFinding({ token }: Pick<RepositorySettings, "token">): Finding {
  return {
    severity: "notice",
    message: `the settings were read as ${token.login} with ${CONSEQUENCES[token.kind]}`,
    fix: "Nothing to do. Rights of an administrator show more: bypasses, and the settings for Actions.",
  };
}
