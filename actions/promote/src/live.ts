import { UserError } from "@gitops-actions/core/errors";
import { type Running, runningIn } from "@gitops-actions/core/promotion";
import {
  isBy,
  isOf,
  type LivePull,
  type Pull,
  proposalIn,
  readMarker,
} from "@gitops-actions/core/promotion/pull-request";
import { mergedTexts } from "./change.ts";
import type { Request } from "./inputs.ts";
import type { Task } from "./task.ts";
import type { World } from "./world.ts";

/** Whether a run looks into a pull request: where one thing was named, only into its own. */
export function concernsWish({ wish, environment }: Request, { body }: Pull): boolean {
  if (wish.kind === "all") return true;
  const marker = readMarker(body);
  if (marker === undefined || marker.environment !== environment) return false;
  return wish.kind === "train"
    ? marker.kind === "train" && marker.name === wish.train
    : marker.kind === "app" && wish.apps.includes(marker.name);
}

/** The open pull requests of a task that our own actor opened, and what they propose. */
export function livePulls(task: Task, world: World): readonly LivePull[] {
  const ours = world.pulls.filter(
    (pull) => isBy(pull, world.actors) && isOf(readMarker(pull.body), task.unit),
  );
  return ours.map((pull) => ({ pull, proposes: proposalAtHead(pull, task, world) }));
}

function proposalAtHead(
  pull: Pull,
  { candidates, environment }: Task,
  world: World,
): string | undefined {
  const texts = mergedTexts(pull, world);
  return proposalIn(candidates, (app): Running | undefined => {
    try {
      return runningIn({ app, environment: environment.name }, world.question.view.config, texts);
    } catch (error) {
      if (error instanceof UserError) return undefined; // a head that people broke proposes nothing
      throw error;
    }
  });
}
