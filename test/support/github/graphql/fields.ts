import type { Call } from "../call.ts";
import { GitHubError } from "../errors.ts";

/** What one field answers; sources and arguments are typed where the field is written. */
export type Field<Source> = (source: Source, args: never, call: Call) => unknown;

/** The fields of one object type that the local GitHub answers. */
export interface TypeFields {
  readonly type: string;
  readonly fields: Readonly<Record<string, Field<never>>>;
}

export function objectType<Source>(
  type: string,
  fields: Readonly<Record<string, Field<Source>>>,
): TypeFields {
  return { type, fields };
}

/** Fields that are plain properties of their source. */
export function properties<Source extends object>(
  ...names: readonly (keyof Source & string)[]
): Record<string, Field<Source>> {
  return Object.fromEntries(names.map((name) => [name, (source: Source) => source[name]]));
}

/** A connection and its edge, by the names they have in GitHub's schema. */
export function connectionTypes(name: string): TypeFields[] {
  return [
    objectType(`${name}Connection`, {
      ...properties<Connection<unknown>>("nodes", "edges", "pageInfo"),
      totalCount: ({ totalCount }: Connection<unknown>) => totalCount(),
    }),
    objectType(`${name}Edge`, properties<Edge<unknown>>("cursor", "node")),
  ];
}

export const pageTypes = [
  objectType(
    "PageInfo",
    properties<PageInfo>("startCursor", "endCursor", "hasNextPage", "hasPreviousPage"),
  ),
];

interface Edge<Node> {
  readonly cursor: string;
  readonly node: Node;
}

export interface Connection<Node> {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge<Node>[];
  readonly pageInfo: PageInfo;
  /** Asked only when wanted: counting a history walks it. */
  readonly totalCount: () => number | Promise<number>;
}

export interface PageInfo {
  readonly startCursor: string | null;
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly last?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
}

/** The page that `args` ask for of `nodes`. */
export function paged<Node>(nodes: readonly Node[], args: PageArgs): Connection<Node> {
  const from = args.after ? indexOf(args.after) + 1 : 0;
  const to = args.before ? indexOf(args.before) : nodes.length;
  const start = Math.max(from, to - (args.last ?? to));
  const end = Math.min(to, start + (args.first ?? to));
  return page(nodes.slice(start, end), {
    start,
    hasNextPage: end < nodes.length,
    totalCount: () => nodes.length,
  });
}

export interface PageOptions {
  /** The index of the first node in the whole list. */
  readonly start: number;
  readonly hasNextPage: boolean;
  readonly totalCount: () => number | Promise<number>;
}

/** A page that was cut out already. */
export function page<Node>(
  nodes: readonly Node[],
  { start, hasNextPage, totalCount }: PageOptions,
): Connection<Node> {
  const edges = nodes.map((node, index) => ({ cursor: cursor(start + index), node }));
  return {
    nodes,
    edges,
    pageInfo: {
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNextPage,
      hasPreviousPage: start > 0,
    },
    totalCount,
  };
}

/** The index a cursor stands for. Throws for one that is none of ours. */
export function indexOf(text: string): number {
  const [, index] = /^cursor:(\d+)$/.exec(Buffer.from(text, "base64").toString()) ?? [];
  if (index !== undefined) return Number(index);
  throw new GitHubError(`\`${text}\` does not appear to be a valid cursor.`, {
    status: 200,
    type: "INVALID_CURSOR_ARGUMENTS",
  });
}

function cursor(index: number): string {
  return Buffer.from(`cursor:${index}`).toString("base64");
}
