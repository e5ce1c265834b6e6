import { CODEOWNERS_PATHS, type OwnerLine, ownerLineOf, readCodeowners } from "../policy/index.ts";
import { appsIn, type RepositoryView } from "../promotion/index.ts";
import type { RepositoryFiles } from "./files.ts";
import type { Finding } from "./finding.ts";

interface Owners {
  readonly file: string;
  readonly lines: readonly OwnerLine[];
}

/** What is wrong with CODEOWNERS: the files that decide about promotions, and those of guarded environments, need owners. */
export function ownerFindings(view: RepositoryView, files: RepositoryFiles): readonly Finding[] {
  const [file, ...others] = CODEOWNERS_PATHS.filter((path) => files.paths.includes(path));
  if (file === undefined) return [absent];
  const shadowed = others.map((other) => shadow(other, file));
  const text = files.texts.get(file);
  if (text === undefined) return [...shadowed, unused(file, files.unread.get(file) ?? "")];
  const owners = { file, lines: readCodeowners(text) };
  return [
    ...shadowed,
    ...owners.lines.flatMap((line) => passedOver(line, file)),
    ...unownedPolicy(view, owners),
    ...[...view.config.environments.values()]
      .filter(({ delivery }) => delivery === "pull-request")
      .flatMap(({ name }) => unownedEnvironment(name, { view, owners })),
  ];
}

const absent: Finding = {
  severity: "warning",
  message: "there is no CODEOWNERS: no team is asked about the policy or about production",
  fix: "Add .github/CODEOWNERS with a line for /.gitops/, one for itself, and one for the files of each guarded environment.",
};

function shadow(other: string, file: string): Finding {
  return {
    severity: "error",
    place: { file: other },
    message: `is not read, because ${file} is there`,
    fix: "Keep one of the two.",
  };
}

function unused(file: string, why: string): Finding {
  return {
    severity: "error",
    place: { file },
    message: `GitHub takes no owners from it: ${why}`,
    fix: "Make it a text of fewer than 3 MB; patterns with * stand for many lines.",
  };
}

function passedOver({ line, pattern, fault }: OwnerLine, file: string): Finding[] {
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

/** Of the paths that stand for each thing the policy consists of, those that nobody owns. */
function unownedPolicy({ config }: RepositoryView, { file, lines }: Owners): Finding[] {
  const policy = config.file === undefined ? [] : [config.file, ".gitops/holds/hold.yaml"];
  const missing = [file, ...policy].filter((path) => !hasOwner(path, lines));
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

function unownedEnvironment(
  environment: string,
  { view, owners }: { readonly view: RepositoryView; readonly owners: Owners },
): Finding[] {
  const apps = appsIn(view, environment);
  const missing = apps.flatMap((app) => {
    const found = view.running.get(environment)?.get(app);
    const [first] = found !== undefined && "paths" in found ? found.paths : [];
    return first === undefined || hasOwner(first, owners.lines) ? [] : [first];
  });
  if (missing.length === 0) return [];
  return [
    {
      severity: "warning",
      place: { file: owners.file },
      message: `nobody owns the files of ${missing.length} of ${apps.length} apps in ${environment}, such as ${missing[0]}`,
      fix: `Add a line such as **/${environment}/ with its team.`,
    },
  ];
}
