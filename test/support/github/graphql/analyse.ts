import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from "graphql";
import { GitHubError } from "../errors.ts";
import { isKnownField, unknownField } from "./schema.ts";

/** What can be told of a request before it runs. */
export interface Analysis {
  readonly operation: OperationDefinitionNode;
  readonly rootFields: readonly string[];
  /** Rate-limit points. */
  readonly cost: number;
  readonly nodeCount: number;
}

const mostPerPage = 100;
const mostNodes = 500_000;

/**
 * Reads a validated document: its cost by GitHub's rule (the requests that all connections would take,
 * over 100, at least 1), and its refusals: pages without a size or too large, too many nodes, and fields
 * the local GitHub does not know.
 * @see https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
export function analyse(
  schema: GraphQLSchema,
  document: DocumentNode,
  request: { readonly operationName?: string | undefined; readonly variables: object },
): Analysis | undefined {
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const operation =
    request.operationName === undefined && operations.length === 1
      ? operations[0]
      : operations.find(({ name }) => name?.value === request.operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (operation === undefined || !root) return undefined;

  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) {
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  }
  const walk: Walk = {
    schema,
    fragments,
    variables: { ...defaultsOf(operation), ...request.variables },
    requests: 0,
    nodes: 0,
  };
  visit(walk, operation.selectionSet, { type: root, parents: 1 });
  if (walk.nodes > mostNodes) {
    throw limitExceeded(
      "MAX_NODE_LIMIT_EXCEEDED",
      `This query requests up to ${walk.nodes} possible nodes which exceeds the maximum limit of 500,000.`,
    );
  }
  return {
    operation,
    rootFields: operation.selectionSet.selections.flatMap((one) =>
      one.kind === Kind.FIELD ? [one.name.value] : [],
    ),
    cost: Math.max(1, Math.round(walk.requests / 100)),
    nodeCount: walk.nodes,
  };
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode) {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)]],
    ),
  );
}

interface Walk {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
  requests: number;
  nodes: number;
}

interface Place {
  readonly type: GraphQLCompositeType;
  /** How many things of that type there may be. */
  readonly parents: number;
}

function visit(walk: Walk, { selections }: SelectionSetNode, place: Place): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      visitField(walk, selection, place);
      continue;
    }
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection
        : walk.fragments.get(selection.name.value);
    const type = inner?.typeCondition && walk.schema.getType(inner.typeCondition.name.value);
    const narrowed = isCompositeType(type) ? { ...place, type } : place;
    if (inner !== undefined) visit(walk, inner.selectionSet, narrowed);
  }
}

function visitField(walk: Walk, field: FieldNode, { type, parents }: Place): void {
  const name = field.name.value;
  if (name.startsWith("__") || !("getFields" in type)) return;
  if (isObjectType(type) && !isKnownField(walk.schema, type.name, name)) {
    throw unknownField(type.name, name);
  }
  const definition = type.getFields()[name];
  const answer = definition && getNamedType(definition.type);
  if (!isCompositeType(answer) || field.selectionSet === undefined) return;
  const isConnection =
    answer.name.endsWith("Connection") && definition?.args.some((one) => one.name === "first");
  const size = isConnection ? pageSize(walk, field) : 1;
  if (isConnection) {
    walk.requests += parents;
    walk.nodes += parents * size;
  }
  visit(walk, field.selectionSet, { type: answer, parents: parents * size });
}

function pageSize(walk: Walk, field: FieldNode): number {
  const name = field.name.value;
  for (const bound of ["first", "last"]) {
    const node = field.arguments?.find((argument) => argument.name.value === bound)?.value;
    const value = node?.kind === Kind.VARIABLE ? walk.variables[node.name.value] : undefined;
    const size = node?.kind === Kind.INT ? Number(node.value) : value;
    if (typeof size !== "number") continue;
    if (size > mostPerPage) {
      throw limitExceeded(
        "EXCESSIVE_PAGINATION",
        `Requesting ${size} records on the \`${name}\` connection exceeds the \`${bound}\` limit of 100 records.`,
      );
    }
    return size;
  }
  throw limitExceeded(
    "MISSING_PAGINATION_BOUNDARIES",
    `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
  );
}

function limitExceeded(type: string, message: string): GitHubError {
  return new GitHubError(message, { status: 200, type });
}
