import { notAccessible, requirePermission } from "./access.ts";
import type { Call } from "./call.ts";
import { GitHubError, notFound } from "./errors.ts";
import { type BackendRequest, httpBackend } from "./git/http-backend.ts";
import {
  type Push,
  type PushCommand,
  type PushResult,
  parsePush,
  pushReport,
  storePack,
} from "./git/receive-pack.ts";
import type { HttpRequest } from "./http-server.ts";
import { RuleViolation } from "./push-rules.ts";
import { updateRefs, WorkflowsRefused } from "./ref-updates.ts";
import type { Repository } from "./repository.ts";
import type { RestReply } from "./rest/route.ts";
import type { Surface } from "./surface.ts";

const gitPath = /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/info\/refs|\/git-(?:upload|receive)-pack)$/;

/** Git's smart HTTP for a repository, `undefined` for a request that is none of git's. */
export function gitSurface(request: HttpRequest): Surface | undefined {
  const { method, url } = request;
  const found = gitPath.exec(url.pathname);
  if (found === null) return undefined;
  const [, owner = "", name = "", path = ""] = found;
  const service = url.searchParams.get("service") ?? path.slice(1);
  const isPush = service === "git-receive-pack";
  const backend = { ...request, path, query: url.searchParams.toString() };
  return {
    request: {
      surface: "git",
      method,
      path: url.pathname,
      operation: undefined,
      rootFields: [],
      kind: isPush && method === "POST" ? "write" : "read",
    },
    limited: undefined,
    weight: { cost: 0, nodeCount: 0 },
    answer: (call) => answer(call, { nameWithOwner: `${owner}/${name}`, isPush, backend }),
    refuse,
  };
}

interface GitRequest {
  readonly nameWithOwner: string;
  readonly isPush: boolean;
  readonly backend: BackendRequest;
}

async function answer(
  call: Call,
  { nameWithOwner, isPush, backend }: GitRequest,
): Promise<RestReply> {
  const repository = call.state.repository(nameWithOwner);
  if (call.token.kind === "anonymous" && (isPush || repository?.isPrivate !== false)) {
    throw notAccessible(call);
  }
  if (repository === undefined) throw notFound();
  requirePermission(call, repository, ["contents", isPush ? "write" : "read"]);
  if (!isPush || backend.method === "GET") return httpBackend(repository.git.gitDir, backend);
  return receive(call, repository, parsePush(backend.body, backend.headers["content-encoding"]));
}

/** Takes a push in: its objects by git, its refs by the same rules as the API's. */
async function receive(call: Call, repository: Repository, push: Push): Promise<RestReply> {
  await storePack(repository.git.gitDir, push.pack);
  const isAtomic = push.capabilities.has("atomic");
  const groups = isAtomic ? [push.commands] : push.commands.map((command) => [command]);
  const results: PushResult[] = [];
  const messages: string[] = [];
  for (const commands of groups) {
    const refusal = await move(call, repository, commands);
    messages.push(...(refusal?.messages ?? []));
    results.push(...commands.map(({ name }) => ({ name, refusal: refusal?.reason })));
  }
  return {
    status: 200,
    headers: { "content-type": "application/x-git-receive-pack-result" },
    body: pushReport(push, results, messages),
  };
}

async function move(call: Call, repository: Repository, commands: readonly PushCommand[]) {
  try {
    await updateRefs(
      call,
      repository,
      commands.map(({ name, before, after }) => ({ name, before, after, force: true })),
    );
    return undefined;
  } catch (error) {
    if (error instanceof GitHubError) return pushRefusal(error, { repository, commands });
    throw error;
  }
}

/** A refusal as `git push` shows it: lines behind `remote: `, and a reason beside the ref. */
function pushRefusal(
  error: GitHubError,
  {
    repository,
    commands,
  }: { readonly repository: Repository; readonly commands: readonly PushCommand[] },
) {
  const [{ name: ref = "" } = {}] = commands;
  if (error instanceof WorkflowsRefused) {
    const reason =
      "refusing to allow a GitHub App to create or update workflow without `workflows` permission";
    return { reason, messages: [] };
  }
  if (!(error instanceof RuleViolation)) return { reason: error.graphqlMessage, messages: [] };
  const { kind, messages } = error.refusal;
  if (kind === "protection") {
    const lines = [`GH006: Protected branch update failed for ${ref}.`, ...messages];
    return {
      reason: "protected branch hook declined",
      messages: lines.map((line) => `error: ${line}`),
    };
  }
  return {
    reason: "push declined due to repository rule violations",
    messages: [
      `error: GH013: Repository rule violations found for ${ref}.`,
      `Review all repository rules at https://github.com/${repository.nameWithOwner}/rules`,
      "",
      ...messages.map((message) => `- ${message}`),
    ],
  };
}

/** Git shows plain text to the person behind `remote: `, and asks for credentials on a 401. */
function refuse({ status, message }: GitHubError): RestReply {
  return {
    status,
    body: Buffer.from(status === 404 ? "Repository not found." : message),
    headers: {
      "content-type": "text/plain; charset=utf-8",
      ...(status === 401 ? { "www-authenticate": 'Basic realm="GitHub"' } : {}),
    },
  };
}
