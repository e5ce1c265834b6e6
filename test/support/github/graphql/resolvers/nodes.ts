import type { QueryNodeArgs, QueryNodesArgs } from "@octokit/graphql-schema";
import { objectType } from "../fields.ts";
import { anyNode } from "../node.ts";

export const nodeTypes = [
  objectType<unknown>("Query", {
    node: (_, { id }: QueryNodeArgs, call) => anyNode(call, id),
    nodes: (_, { ids }: QueryNodesArgs, call) => [ids].flat().map((id) => anyNode(call, id)),
  }),
];
