import { appsIn } from "@gitops-actions/core/promotion";
import { changeFile, type FileContext, readFile } from "../files.ts";
import type { WorkingCopy } from "../repository.ts";
import { starterFor, withChoices } from "../starter.ts";

/** How a repository is set up. */
export interface SetUpContext extends FileContext {
  /** Where the suite is published, owner/name. */
  readonly suite: string;
}

/** Where the button stands. */
export const BUTTON = ".github/workflows/promote.yml";

/**
 * `gitops button`: the promote button with the apps and environments of the repository to choose from. It
 * changes the lists of the one that is there, or takes the starter.
 */
export function button(
  { view, branch }: Pick<WorkingCopy, "view" | "branch">,
  context: SetUpContext,
): void {
  const setting = { branch, suite: context.suite };
  const text = readFile(BUTTON, context) ?? starterFor("promote", setting);
  changeFile(BUTTON, buttonFor(view, text), context);
}

/** The button's text with the lists of a repository. */
export function buttonFor(view: WorkingCopy["view"], text: string): string {
  const targets = [...view.config.environments.values()]
    .filter(({ from }) => from.length > 0)
    .map(({ name }) => name);
  const apps = [...new Set(targets.flatMap((name) => appsIn(view, name)))].sort();
  return withChoices(withChoices(text, "app_name", apps), "environment", targets);
}
