import { UserError } from "@gitops-actions/core/errors";
import { CONFIG_PATH } from "@gitops-actions/core/promotion";
import { changeFile, readFile } from "../files.ts";
import { firstConfig, type Publication } from "../first-config.ts";
import type { WorkingCopy } from "../repository.ts";
import { starterFor } from "../starter.ts";
import { BUTTON, buttonFor, type SetUpContext, VERIFY, verifyFor } from "./button.ts";

/** The starters that a GitOps repository begins with and that name none of its apps. */
const STARTERS = ["deploy-dev", "check-promotion", "sweep"] as const;

/**
 * `gitops init`: the config and the workflows for the layout that is found, as a change to review; written
 * with --write. What is there already stays.
 * @throws `layout-invalid` where no layout is found
 */
export function init(copy: WorkingCopy, context: SetUpContext & Publication): void {
  const { view, survey, branch } = copy;
  const setting = { branch, suite: context.suite };
  if (survey.slots.length === 0) {
    throw new UserError("layout-invalid", "no app was found by the usual layouts", {
      hint: `Write ${CONFIG_PATH} with a layout of your own: docs/adopt.md shows how.`,
    });
  }
  const files: readonly (readonly [path: string, text: () => string])[] = [
    [CONFIG_PATH, () => firstConfig(copy, context)],
    ...STARTERS.map((name) => [workflow(name), () => starterFor(name, setting)] as const),
    [BUTTON, () => buttonFor(view, starterFor("promote", setting))],
    [VERIFY, () => verifyFor(view, starterFor("verify", setting))],
  ];
  for (const [path, text] of files) {
    if (readFile(path, context) === undefined) changeFile(path, text(), context);
    else context.screen.write(`${path} is there and stays as it is.\n`);
  }
  const next = context.write
    ? "Review it, commit it, and run: gitops doctor"
    : "Nothing was written. With --write it is.";
  context.screen.write(`${next}\n`);
}

function workflow(name: string): string {
  return `.github/workflows/${name}.yml`;
}
