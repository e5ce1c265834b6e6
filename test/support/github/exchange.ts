import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { authenticate } from "./authenticate.ts";
import type { Call } from "./call.ts";
import { GitHubError, Unsupported } from "./errors.ts";
import type { Effect, Fault, Faults } from "./faults.ts";
import type { HttpReply, HttpRequest } from "./http-server.ts";
import { type LimitedRequest, type LimitState, RateLimited, secondaryRefusal } from "./limits.ts";
import type { RequestLog } from "./requests.ts";
import type { RestReply } from "./rest/route.ts";
import type { State } from "./state.ts";
import type { Surface } from "./surface.ts";
import type { Token } from "./tokens.ts";

/** Milliseconds that every request waits before anything else happens to it. */
export interface Latency {
  read: number;
  write: number;
}

export interface ExchangeParts {
  readonly state: State;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly latency: Latency;
  /** What the local GitHub could not do or did wrong, for the test to fail on. */
  readonly complaints: string[];
}

interface Answered {
  readonly reply: RestReply;
  readonly token?: Token | undefined;
  /** Points charged. */
  readonly cost: number;
}

/**
 * Takes one request through everything that may happen to it: waiting, faults on the way there, token,
 * rate limits, its answer, faults on the way back; and remembers it.
 *
 * Latency lies wholly before the answer, the worst place for compare-and-swap: whatever happens while a
 * request is under way makes it stale.
 */
export async function exchange(
  parts: ExchangeParts,
  http: HttpRequest,
  understand: () => Surface,
): Promise<HttpReply> {
  const started = performance.now();
  const { clock } = parts.state;
  const id = requestId();
  const at = clock.now();
  const surface = understand();
  const faults = parts.faults.drawFor(surface.request);

  await sleep(parts.latency[surface.request.kind] + delayOf(faults));
  const lost = lostTo(faults, "before");
  const answered = lost ? { reply: lost, cost: 0 } : await answer(parts, { surface, http, faults });
  const spoilt = lost ?? lostTo(faults, "after");
  const limit =
    answered.token &&
    surface.limited &&
    parts.state.limits.state(answered.token, surface.limited.resource);
  const reply = finish(spoilt ?? answered.reply, { id, at, limit });
  const cut = faults.find((fault) => fault.kind === "truncate")?.bytes;
  parts.requests.all.push({
    ...surface.request,
    id,
    login: answered.token?.actor.login ?? "",
    status: reply.status,
    cost: answered.cost,
    requestBytes: http.body.length,
    responseBytes: reply.body.length,
    at,
    milliseconds: performance.now() - started,
    faults: faults.map(({ kind }) => kind),
  });
  if (spoilt === dropped) return { ...reply, cutAfterBytes: 0 };
  return cut === undefined ? reply : { ...reply, cutAfterBytes: cut };
}

async function answer(
  { state, complaints }: ExchangeParts,
  { surface, http, faults }: { surface: Surface; http: HttpRequest; faults: readonly Fault[] },
): Promise<Answered> {
  const { limited, weight } = surface;
  let token: Token | undefined;
  let cost = 0;
  let isRunning = false;
  try {
    token = authenticate(state, http.headers["authorization"]);
    const call = { state, token, actor: token.actor, weight, ...viewOf(state, faults) };
    if (limited === undefined) return { reply: await surface.answer(call), token, cost };

    playLimits(state, { token, limited, faults });
    state.limits.begin(token, limited, weight.cost);
    isRunning = true;
    cost = weight.cost;
    const reply = await surface.answer(call);
    if (reply.status === 304) {
      state.limits.refund(token, limited.resource, cost);
      cost = 0;
    }
    return { reply, token, cost };
  } catch (error) {
    return { reply: refusalReply(error, surface, complaints), token, cost };
  } finally {
    if (isRunning) state.limits.end();
  }
}

/** GitHub's refusals in its words; whatever else went wrong is ours, and is said loudly. */
function refusalReply(error: unknown, surface: Surface, complaints: string[]): RestReply {
  if (error instanceof GitHubError) {
    const reply = surface.refuse(error);
    const seconds = error instanceof RateLimited ? error.retryAfterSeconds : undefined;
    if (seconds === undefined) return reply;
    return { ...reply, headers: { ...reply.headers, "retry-after": `${seconds}` } };
  }
  const isGap = error instanceof Unsupported;
  const message = isGap ? error.message : String(error instanceof Error ? error.stack : error);
  if (!complaints.includes(message)) complaints.push(message);
  return { status: isGap ? 501 : 500, body: { message } };
}

function playLimits(
  state: State,
  { token, limited, faults }: { token: Token; limited: LimitedRequest; faults: readonly Fault[] },
): void {
  for (const fault of faults) {
    if (fault.kind === "primary-limit") {
      state.limits.exhaust(token, limited.resource, fault.resetInSeconds);
    }
    if (fault.kind === "secondary-limit") {
      throw secondaryRefusal(fault.answer, limited, fault.retryAfterSeconds);
    }
  }
}

function delayOf(faults: readonly Fault[]): number {
  return faults.reduce((sum, one) => sum + (one.kind === "delay" ? one.milliseconds : 0), 0);
}

/** How much of the world a request gets to see. */
function viewOf(
  { clock }: State,
  faults: readonly Fault[],
): Pick<Call, "asOf" | "nodesVisibleFrom" | "knowsMergeability"> {
  const now = clock.now().getTime();
  const lag = faults.find((fault) => fault.kind === "stale-read")?.lagMilliseconds;
  const late = faults.find((fault) => fault.kind === "late-nodes")?.milliseconds;
  return {
    asOf: lag === undefined ? undefined : new Date(now - lag),
    nodesVisibleFrom: late === undefined ? undefined : new Date(now + late),
    knowsMergeability: !faults.some((fault) => fault.kind === "unknown-mergeability"),
  };
}

const dropped: RestReply = { status: 0 };

/** What comes instead of the answer when a fault has this effect; {@link dropped} for a connection that just ends. */
function lostTo(faults: readonly Fault[], effect: Effect): RestReply | undefined {
  for (const fault of faults) {
    if (!("effect" in fault) || fault.effect !== effect) continue;
    if (fault.kind === "drop") return dropped;
    if (fault.kind === "graphql-errors") return { status: 200, body: { errors: fault.errors } };
    return unicorn(fault.status);
  }
  return undefined;
}

/** Servers in front of GitHub's own answer with a page, not with JSON. */
function unicorn(status: number): RestReply {
  const body = Buffer.from(`<html><head><title>Unicorn! &middot; GitHub</title></head></html>\n`);
  return { status, body, headers: { "content-type": "text/html; charset=utf-8" } };
}

function finish(
  { status, body, headers }: RestReply,
  { id, at, limit }: { id: string; at: Date; limit: LimitState | undefined },
): HttpReply {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(body ? JSON.stringify(body) : "");
  return {
    status,
    headers: {
      ...(bytes.length === 0 ? {} : { "content-type": "application/json; charset=utf-8" }),
      date: at.toUTCString(),
      "x-github-request-id": id,
      ...(limit === undefined ? {} : limitHeaders(limit)),
      ...headers,
    },
    body: bytes,
  };
}

function limitHeaders({ limit, remaining, used, reset, resource }: LimitState) {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-used": String(used),
    "x-ratelimit-reset": String(Math.ceil(reset.getTime() / 1_000)),
    "x-ratelimit-resource": resource,
  };
}

function requestId(): string {
  return randomBytes(16)
    .toString("hex")
    .toUpperCase()
    .replace(/(.{4})(.{6})(.{8})(.{7})/, "$1:$2:$3:$4:");
}
