import { UserError } from "@gitops-actions/core/errors";
import type { Neighbourhood } from "@gitops-actions/core/layout";
import { nearestFew } from "@gitops-actions/core/text";
import type { Client } from "./client.ts";
import { listFolders } from "./folders.ts";

/** More folders than the layouts that are known have for one app. */
const MAX_FOLDERS = 20;

/**
 * The error with the names that are there, where it is about an app without files; else the error as it is.
 * One request. `near` are the folders in which the app was looked for.
 */
export async function withNeighbours(
  error: unknown,
  {
    client,
    repository,
    head,
    near,
  }: {
    readonly client: Client;
    readonly repository: string;
    readonly head: string;
    readonly near: readonly Neighbourhood[];
  },
): Promise<unknown> {
  if (!(error instanceof UserError) || error.code !== "app-not-found") return error;
  const paths = [...new Set(near.map(({ folder }) => folder))].slice(0, MAX_FOLDERS);
  const listed = await listFolders(client, { repository, head, paths });
  const lines = near.flatMap(({ folder, wanted }) => {
    const names = listed.get(folder);
    return names === undefined ? [] : [`- ${folder}/: ${nearestFew(wanted, names).join(", ")}`];
  });
  if (lines.length === 0) return error;
  return new UserError(error.code, `${error.message}\nThere is:\n${lines.join("\n")}`, {
    hint: error.hint,
    cause: error,
  });
}
