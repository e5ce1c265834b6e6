import { notFound, unprocessable } from "../../errors.ts";
import { resolveRevision } from "../../git-handles.ts";
import { trigger } from "../../triggers.ts";
import { noContent, type Routes, repositoryRoute } from "../route.ts";

interface DispatchBody {
  readonly ref: string;
  readonly inputs?: object;
}

interface EventBody {
  readonly event_type: string;
  readonly client_payload?: object;
}

/** Dispatches are remembered in the repository's `triggers`; nothing runs. */
export const dispatchRoutes: Routes = {
  "actions/create-workflow-dispatch": repositoryRoute<
    { readonly workflow_id: number | string },
    DispatchBody
  >(["actions", "write"], async (repository, { parameters, body: { ref, inputs } }, call) => {
    const workflow = String(parameters.workflow_id);
    if ((await repository.file(`.github/workflows/${workflow}`)) === undefined) throw notFound();
    if ((await resolveRevision(call, repository, ref)) === undefined) {
      throw unprocessable(`No ref found for: ${ref}`);
    }
    trigger(call, repository, { event: "workflow_dispatch", detail: workflow, payload: inputs });
    return noContent;
  }),
  "repos/create-dispatch-event": repositoryRoute<unknown, EventBody>(
    ["contents", "write"],
    (repository, { body: { event_type: detail, client_payload: payload } }, call) => {
      trigger(call, repository, { event: "repository_dispatch", detail, payload });
      return noContent;
    },
  ),
};
