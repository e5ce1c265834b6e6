import type { Slot } from "@gitops-actions/core/layout";
import {
  CODEOWNERS_PATHS,
  type OwnerLine,
  ownerLineOf,
  readCodeowners,
} from "@gitops-actions/core/policy";
import type { RepositoryView } from "@gitops-actions/core/promotion";
import type { Finding } from "../finding.ts";

/** What is wrong with CODEOWNERS: the files that decide about promotions, and those of guarded environments, need owners. */
export function ownerFindings(
  view: RepositoryView,
  { paths, read }: { readonly paths: readonly string[]; read(path: string): string },
): readonly Finding[] {
  const there = CODEOWNERS_PATHS.filter((path) => paths.includes(path));
  const [file] = there;
  if (file === undefined) {
    return [
      {
        severity: "warning",
        message: "there is no CODEOWNERS: no team is asked about the policy or about production",
        fix: "Add .github/CODEOWNERS with a line for /.gitops/, one for itself, and one for the files of each guarded environment.",
      },
    ];
  }
  const lines = readCodeowners(read(file));
  return [
    ...there.slice(1).map((other) => shadowed(other, file)),
    ...lines.flatMap((line) => unread(line, file)),
    ...unowned(policyPaths(view, [file]), { lines, file }),
    ...guarded(view).flatMap((slots) => unownedEnvironment(slots, { view, lines, file })),
  ];
}

function shadowed(other: string, file: string): Finding {
  return {
    severity: "error",
    place: { file: other },
    message: `is not read, because ${file} is there`,
    fix: "Keep one of the two.",
  };
}

function unread({ line, pattern, fault }: OwnerLine, file: string): Finding[] {
  if (fault === undefined) return [];
  return [
    {
      severity: "error",
      place: { file, line },
      message: `GitHub passes over the line of ${pattern}: ${fault}`,
      fix: "Correct it. Until then the lines above it decide.",
    },
  ];
}

interface Owners {
  readonly lines: readonly OwnerLine[];
  readonly file: string;
}

/** One path that stands for each thing the policy consists of. */
function policyPaths({ config }: RepositoryView, owners: readonly string[]): readonly string[] {
  const projects = config.file === undefined ? [] : [config.file, ".gitops/holds/hold.yaml"];
  return [...owners, ...projects];
}

function unowned(paths: readonly string[], { lines, file }: Owners): Finding[] {
  const missing = paths.filter((path) => !hasOwner(path, lines));
  return missing.map((path) => ({
    severity: "error",
    place: { file },
    message: `nobody owns ${path}: who may write here can change what guards production`,
    fix: "Give it an owner; the last line that matches decides.",
  }));
}

function hasOwner(path: string, lines: readonly OwnerLine[]): boolean {
  return (ownerLineOf(path, lines)?.owners.length ?? 0) > 0;
}

/** The slots of each environment that is entered by pull request. */
function guarded({ config, running }: RepositoryView): (readonly Slot[])[] {
  return [...config.environments.values()]
    .filter(({ delivery }) => delivery === "pull-request")
    .map(({ name }) =>
      [...(running.get(name) ?? new Map())].map(([app]) => ({ app, environment: name })),
    );
}

function unownedEnvironment(
  slots: readonly Slot[],
  { view, lines, file }: Owners & { readonly view: RepositoryView },
): Finding[] {
  const missing = slots.flatMap(({ app, environment }) => {
    const found = view.running.get(environment)?.get(app);
    const [first] = found !== undefined && "paths" in found ? found.paths : [];
    return first === undefined || hasOwner(first, lines) ? [] : [first];
  });
  if (missing.length === 0) return [];
  const [slot] = slots;
  return [
    {
      severity: "warning",
      place: { file },
      message: `nobody owns the files of ${missing.length} of ${slots.length} apps in ${slot?.environment}, such as ${missing[0]}`,
      fix: `Add a line such as **/${slot?.environment}/ with its team.`,
    },
  ];
}
