import { compareAndSwap, readBranch } from "@gitops-actions/adapters/github";
import { planMove } from "@gitops-actions/core/promotion";
import { commitMessageOf } from "./describe.ts";
import type { Session } from "./session.ts";
import type { Task } from "./task.ts";

/** Writes a task's edit on top of a branch as it stands, whoever wrote that; the oid of the branch then. */
export async function commitOnto(
  branch: string,
  { session, task }: { readonly session: Session; readonly task: Task },
): Promise<string> {
  const { client, request, ports, world } = session;
  const { config } = world.question.view;
  const read = {
    repository: request.repository,
    branch,
    paths: task.move.edit.files.map(({ path }) => path),
    since: ports.clock(),
  };
  const { state, commit } = await compareAndSwap(client, {
    ...ports.patience,
    repository: request.repository,
    read: async () => ({ snapshot: await readBranch(client, read) }),
    decide({ snapshot }) {
      const texts = new Map(world.texts);
      for (const [path, { text }] of snapshot.files) texts.set(path, text);
      const { edit } = planMove(task.candidates, { config, texts });
      const files = edit.files.map(({ path, text }) => ({
        path,
        text,
        mode: snapshot.files.get(path)?.mode ?? 0o100644,
      }));
      return {
        write: files.length === 0 ? undefined : { ...commitMessageOf(task, session), files },
      };
    },
  });
  return commit?.oid ?? state.snapshot.head;
}
