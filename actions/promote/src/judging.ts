import type {
  JudgedChange,
  ProposedChange,
  Pull,
} from "@gitops-actions/core/promotion/pull-request";
import { changeOfPull, changeOfTask, judgedOf } from "./change.ts";
import { gatherEvidence } from "./evidence.ts";
import type { Session } from "./session.ts";
import type { Task } from "./task.ts";

/** Answers about changes; everything that they need is read before the first. */
export interface Judge {
  pull(pull: Pull): JudgedChange;
  task(task: Task): JudgedChange;
}

/** The judge of these pull requests, and of what these tasks would bring. */
export async function judging(
  session: Session,
  { tasks, pulls }: { readonly tasks: readonly Task[]; readonly pulls: readonly Pull[] },
): Promise<Judge> {
  const { world, ports, request } = session;
  const known = new Map(pulls.map((pull) => [pull, changeOfPull(pull, world)]));
  const fresh = new Map(
    tasks
      .filter(({ wanted }) => wanted !== undefined)
      .map((task) => [task, changeOfTask(task, session)]),
  );
  const from = request.fromRepository ?? request.repository;
  const changes = [...known.values(), ...fresh.values()];
  const evidence = await gatherEvidence(changes, { world, ports, from });
  const answer = (change: ProposedChange | undefined): JudgedChange => {
    if (change === undefined) throw new Error("a change was not prepared to be judged");
    return judgedOf(change, { world, evidence });
  };
  return { pull: (pull) => answer(known.get(pull)), task: (task) => answer(fresh.get(task)) };
}
