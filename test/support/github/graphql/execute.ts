import {
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  parse,
  validate,
} from "graphql";
import type { Call } from "../call.ts";
import { GitHubError, Unsupported } from "../errors.ts";
import { type Analysis, analyse } from "./analyse.ts";
import { allTypes } from "./resolvers/index.ts";
import { executableSchema } from "./schema.ts";

export interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A request that can run, or the errors that GitHub gives without running it. */
export type PreparedRequest =
  | {
      readonly request: GraphQLRequest;
      readonly document: DocumentNode;
      readonly analysis: Analysis;
    }
  | { readonly errors: readonly unknown[] };

export interface GraphQLReply {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
}

/** Checked documents by their text: clients send the same few again and again. */
const checked = new Map<string, { document?: DocumentNode; errors: readonly GraphQLError[] }>();
const mostChecked = 500;

/** Parses, validates and weighs a request. Throws `Unsupported` for what the local GitHub does not know. */
export function prepare(request: GraphQLRequest): PreparedRequest {
  const schema = executableSchema(allTypes);
  const { document, errors } = check(schema, request.query);
  if (document === undefined || errors.length > 0) return { errors: errors.map(format) };
  try {
    const analysis = analyse(schema, document, request);
    if (analysis !== undefined) return { request, document, analysis };
    return { errors: [{ message: `No operation named "${request.operationName}"` }] };
  } catch (error) {
    if (error instanceof GitHubError) {
      return { errors: [{ type: error.type, message: error.message }] };
    }
    throw error;
  }
}

/** Runs a prepared request. Throws what is a bug or a gap of the local GitHub, not of the caller. */
export async function run(
  call: Call,
  { request, document }: Extract<PreparedRequest, { readonly document: DocumentNode }>,
): Promise<GraphQLReply> {
  const { data, errors = [] } = await execute({
    schema: executableSchema(allTypes),
    document,
    contextValue: call,
    variableValues: request.variables,
    operationName: request.operationName,
  });
  for (const { originalError } of errors) {
    if (originalError instanceof Unsupported) throw originalError;
    const isRefusal = originalError instanceof GitHubError || originalError instanceof GraphQLError;
    if (originalError !== undefined && !isRefusal) throw originalError;
  }
  if (errors.length === 0) return { data };
  const formatted = errors.map(format);
  return data === undefined ? { errors: formatted } : { data, errors: formatted };
}

function check(schema: GraphQLSchema, query: string) {
  const known = checked.get(query);
  if (known !== undefined) return known;
  if (checked.size >= mostChecked) checked.clear();
  const result = parseAndValidate(schema, query);
  checked.set(query, result);
  return result;
}

function parseAndValidate(schema: GraphQLSchema, query: string) {
  try {
    const document = parse(query);
    return { document, errors: validate(schema, document) };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}

/** GitHub puts `type` beside `message`; the specification would want it under `extensions`. */
function format(error: GraphQLError): GraphQLFormattedError & { readonly type?: string } {
  const { message, ...rest } = error.toJSON();
  if (!(error.originalError instanceof GitHubError)) return { ...rest, message };
  const { type, graphqlMessage } = error.originalError;
  return { type, ...rest, message: graphqlMessage };
}
