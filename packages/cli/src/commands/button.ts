import { appsIn } from "@gitops-actions/core/promotion";
import { changeFile, type FileContext, readFile } from "../files.ts";
import type { WorkingCopy } from "../repository.ts";
import { starterFor, withChoices, withVerified } from "../starter.ts";

/** How a repository is set up. */
export interface SetUpContext extends FileContext {
  /** Where the suite is published, owner/name. */
  readonly suite: string;
}

/** Where the button stands. */
export const BUTTON = ".github/workflows/promote.yml";

/** Where the workflow stands that verifies. */
export const VERIFY = ".github/workflows/verify.yml";

/**
 * `gitops button`: the promote button with the apps and environments of the repository to choose from, and the
 * same in the matrix of what is verified. It changes the lists of those that are there; a button that is not
 * begins as the starter.
 */
export function button(
  { view, branch }: Pick<WorkingCopy, "view" | "branch">,
  context: SetUpContext,
): void {
  const setting = { branch, suite: context.suite };
  const text = readFile(BUTTON, context) ?? starterFor("promote", setting);
  changeFile(BUTTON, buttonFor(view, text), context);
  const verifying = readFile(VERIFY, context);
  if (verifying !== undefined) changeFile(VERIFY, verifyFor(view, verifying), context);
}

/** The button's text with the lists of a repository. */
export function buttonFor(view: WorkingCopy["view"], text: string): string {
  const targets = [...view.config.environments.values()]
    .filter(({ from }) => from.length > 0)
    .map(({ name }) => name);
  const apps = [...new Set(targets.flatMap((name) => appsIn(view, name)))].sort();
  return withChoices(withChoices(text, "app_name", apps), "environment", targets);
}

/**
 * The text of the workflow that verifies, with every app of each environment that others are promoted from; of
 * all environments where none is.
 */
export function verifyFor(view: WorkingCopy["view"], text: string): string {
  const environments = [...view.config.environments.values()];
  const upstream = environments.filter(({ name }) =>
    environments.some(({ from }) => from.includes(name)),
  );
  const targets = (upstream.length === 0 ? environments : upstream).map(({ name }) => ({
    environment: name,
    apps: [...appsIn(view, name)].sort(),
  }));
  return withVerified(
    text,
    targets.filter(({ apps }) => apps.length > 0),
  );
}
