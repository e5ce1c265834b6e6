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
  const fresh = tasks.filter(({ wanted }) => wanted !== undefined);
  const changes = new Map<Pull | Task, ProposedChange>([
    ...pulls.map((pull) => [pull, changeOfPull(pull, world)] as const),
    ...fresh.map((task) => [task, changeOfTask(task, session)] as const),
  ]);
  const from = request.fromRepository ?? request.repository;
  const evidence = await gatherEvidence([...changes.values()], { world, ports, from });
  const judged = new Map<Pull | Task, JudgedChange>();
  for (const [subject, change] of changes) {
    judged.set(subject, judgedOf(change, { world, evidence }));
  }
  const answer = (subject: Pull | Task): JudgedChange => {
    const found = judged.get(subject);
    if (found === undefined) throw new Error("a change was not prepared to be judged");
    return found;
  };
  return { pull: answer, task: answer };
}
