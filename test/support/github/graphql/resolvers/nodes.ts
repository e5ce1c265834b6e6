import type { QueryNodeArgs, QueryNodesArgs } from "@octokit/graphql-schema";
import type { Call } from "../../call.ts";
import { nodeNotFound } from "../../errors.ts";
import { gitNode } from "../../git-handles.ts";
import { objectType } from "../fields.ts";

export const nodeTypes = [
  objectType<unknown>("Query", {
    node: (_, { id }: QueryNodeArgs, call) => nodeById(call, id),
    nodes: (_, { ids }: QueryNodesArgs, call) => [ids].flat().map((id) => nodeById(call, id)),
  }),
];

async function nodeById(call: Call, id: string): Promise<object> {
  const node = call.state.node(id) ?? (await gitNode(call, id));
  if (node === undefined) throw nodeNotFound(id);
  return node;
}
