import { readFileSync } from "node:fs";
import {
  buildSchema,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isObjectType,
  valueFromASTUntyped,
} from "graphql";
import type { Call } from "../call.ts";
import { Unsupported } from "../errors.ts";
import { watched } from "../strict-reads.ts";
import type { TypeFields } from "./fields.ts";

type Resolve = GraphQLFieldResolver<unknown, Call>;

let built: GraphQLSchema | undefined;

/**
 * GitHub's published schema with `types` on it. Every other field refuses to answer. Building it takes
 * a third of a second, so a process does it once, when it first needs it.
 */
export function executableSchema(types: readonly TypeFields[]): GraphQLSchema {
  built ??= build(types);
  return built;
}

/** Whether somebody has written the field: the others are refused before anything runs. */
export function isKnownField(schema: GraphQLSchema, type: string, field: string): boolean {
  const object = schema.getType(type);
  return isObjectType(object) && object.getFields()[field]?.resolve !== undefined;
}

export function unknownField(type: string, field: string): Unsupported {
  return new Unsupported(
    `${type}.${field}`,
    "add the field in test/support/github/graphql/resolvers",
  );
}

function build(types: readonly TypeFields[]): GraphQLSchema {
  // The package names only its entry; the schema lies beside it.
  const file = new URL("schema.graphql", import.meta.resolve("@octokit/graphql-schema"));
  const schema = buildSchema(readFileSync(file, "utf8"), {
    assumeValid: true,
    assumeValidSDL: true,
    noLocation: true,
  });
  checkScalars(schema);
  for (const { type, fields } of types) {
    const object = schema.getType(type);
    if (!isObjectType(object)) throw new Error(`GitHub's schema has no object type ${type}`);
    for (const [name, answer] of Object.entries(fields)) {
      const field = object.getFields()[name];
      if (field === undefined) throw new Error(`GitHub's schema has no field ${type}.${name}`);
      // Sources and arguments are what the schema and the parent field say: the types were given there.
      field.resolve = strict(`${type}.${name}`, answer as StrictAnswer);
    }
  }
  return schema;
}

/** Base64 is checked as GitHub does, everything else is text. */
function checkScalars(schema: GraphQLSchema): void {
  const base64 = schema.getType("Base64String");
  if (!(base64 instanceof GraphQLScalarType)) throw new Error("the schema has no Base64String");
  const parse = (value: unknown) => {
    const text = typeof value === "string" ? value.replace(/\s/g, "") : "-";
    if (Buffer.from(text, "base64").toString("base64") === text) return text;
    throw new GraphQLError("Base64String must be valid base64");
  };
  base64.parseValue = parse;
  base64.parseLiteral = (node) => parse(valueFromASTUntyped(node));
}

type StrictAnswer = (source: unknown, args: object, call: Call) => unknown;

/** An argument that was given but that nobody looked at would be an answer to another question. */
function strict(name: string, answer: StrictAnswer): Resolve {
  return (source, args, call, info) => {
    if (Object.keys(args).length === 0) return answer(source, args, call);
    const read = new Set<string>();
    const { input } = args;
    const readOfInput = new Set<string>();
    const inner = input === undefined ? {} : { input: watched(input, readOfInput) };
    const refuseUnread = (result: unknown) => {
      const given = info.fieldNodes[0]?.arguments?.map((argument) => argument.name.value) ?? [];
      const unread =
        given.find((key) => !read.has(key)) ??
        givenInput(input, info).find((key) => !readOfInput.has(key));
      if (unread === undefined) return result;
      throw new Unsupported(
        `the argument "${unread}" of ${name}`,
        "use it in that field of test/support/github/graphql/resolvers",
      );
    };
    const answered = answer(source, watched({ ...args, ...inner }, read), call);
    return answered instanceof Promise ? answered.then(refuseUnread) : refuseUnread(answered);
  };
}

/** The keys of the argument `input` that say more than the schema's own defaults. */
function givenInput(input: unknown, { parentType, fieldName }: GraphQLResolveInfo): string[] {
  const argument = parentType.getFields()[fieldName]?.args.find(({ name }) => name === "input");
  const type = argument && getNamedType(argument.type);
  if (!isInputObjectType(type) || typeof input !== "object" || input === null) return [];
  const fields = type.getFields();
  return Object.entries(input)
    .filter(([key, value]) => value !== fields[key]?.defaultValue)
    .map(([key]) => key);
}
