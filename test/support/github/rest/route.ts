import { canSee, requirePermission } from "../access.ts";
import type { Call } from "../call.ts";
import { notFound } from "../errors.ts";
import type { Repository } from "../repository.ts";
import type { PermissionLevel, PermissionName } from "../tokens.ts";

/** A request as a route sees it; `parameters` and `body` are what GitHub's description says they are. */
export interface RestRequest<Parameters = unknown, Body = unknown> {
  readonly parameters: Parameters;
  readonly body: Body;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** `/api/v3/...` with its query, for links to other pages. */
  readonly url: URL;
}

export interface RestReply {
  readonly status: number;
  /** JSON; bytes are sent as they are; absent = no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a token needs for a route; `undefined` = nothing but being valid. */
type NeededPermission = readonly [PermissionName, PermissionLevel] | undefined;

export interface Route {
  readonly needs: NeededPermission;
  readonly handle: (
    request: RestRequest<never, never>,
    call: Call,
  ) => RestReply | Promise<RestReply>;
}

/** Routes by GitHub's operation id. */
export type Routes = Readonly<Record<string, Route>>;

interface RepositoryParameters {
  readonly owner: string;
  readonly repo: string;
}

/** A route below `/repos/{owner}/{repo}`: the repository is found and the permission checked before it runs. */
export function repositoryRoute<Parameters, Body = unknown>(
  needs: NeededPermission,
  handle: (
    repository: Repository,
    request: RestRequest<Parameters, Body>,
    call: Call,
  ) => RestReply | Promise<RestReply>,
): Route {
  return {
    needs,
    handle: (request: RestRequest<Parameters & RepositoryParameters, Body>, call) => {
      const { owner, repo } = request.parameters;
      const repository = call.state.repository(`${owner}/${repo}`);
      if (repository === undefined || !canSee(call, repository)) throw notFound();
      if (needs !== undefined) requirePermission(call, repository, needs);
      return handle(repository, request, call);
    },
  };
}

export function siteRoute<Parameters, Body = unknown>(
  handle: (request: RestRequest<Parameters, Body>, call: Call) => RestReply | Promise<RestReply>,
): Route {
  return { needs: undefined, handle };
}

export function ok(body: unknown): RestReply {
  return { status: 200, body };
}

export function created(body: unknown): RestReply {
  return { status: 201, body };
}

export const noContent: RestReply = { status: 204 };

export interface PageParameters {
  readonly page?: number;
  readonly per_page?: number;
}

const largestPage = 100;

/** The page of `items` that a request asks for, and the `Link` header to its neighbours. */
export function listPage<Item>(
  items: readonly Item[],
  { parameters, url }: RestRequest<PageParameters>,
): { readonly items: Item[]; readonly headers: Record<string, string> } {
  const size = Math.min(largestPage, parameters.per_page || 30);
  const current = parameters.page || 1;
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (page: number, rel: string) => {
    const target = new URL(url);
    target.searchParams.set("page", String(page));
    return `<${target}>; rel="${rel}"`;
  };
  const links = [
    ...(current > 1 ? [link(current - 1, "prev"), link(1, "first")] : []),
    ...(current < last ? [link(current + 1, "next"), link(last, "last")] : []),
  ];
  const start = (current - 1) * size;
  return {
    items: items.slice(start, start + size),
    headers: links.length === 0 ? {} : { link: links.join(", ") },
  };
}

/** A page of a list, each item as `show` puts it. */
export async function listReply<Item>(
  items: readonly Item[],
  request: RestRequest<PageParameters>,
  show: (item: Item) => unknown,
): Promise<RestReply> {
  const page = listPage(items, request);
  const body = await Promise.all(page.items.map(show));
  return { status: 200, body, headers: page.headers };
}
