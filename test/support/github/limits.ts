import type { Clock } from "./clock.ts";
import { GitHubError } from "./errors.ts";
import type { Token } from "./tokens.ts";

export type LimitedResource = "core" | "graphql";

/** What the `x-ratelimit-*` headers and `rateLimit` say. */
export interface LimitState {
  readonly resource: LimitedResource;
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  readonly reset: Date;
}

/** GitHub's published numbers; a test that wants to meet one soon makes it small. */
export interface LimitNumbers {
  /** Requests an hour over REST, and again points an hour over GraphQL. */
  perHour: Record<Token["kind"], number>;
  /** Requests that create content. */
  contentPerMinute: number;
  contentPerHour: number;
  /** Requests at the same time, REST and GraphQL together. */
  concurrent: number;
  /** A read costs 1 point, a write 5. */
  pointsPerMinute: Record<LimitedResource, number>;
}

/** How GitHub answers when a secondary limit is hit: it has been seen to do each. */
export type LimitAnswer = 403 | 429 | "graphql-error";

/** A request was refused for its rate: with `retry-after`, and over GraphQL sometimes with status 200. */
export class RateLimited extends GitHubError {
  readonly retryAfterSeconds: number | undefined;

  constructor(
    message: string,
    options: { readonly status: number; readonly retryAfterSeconds?: number | undefined },
  ) {
    super(message, { status: options.status, type: "RATE_LIMITED" });
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

interface Window {
  used: number;
  reset: Date;
}

export interface LimitedRequest {
  readonly resource: LimitedResource;
  readonly isWrite: boolean;
  /** Minting a token is a write that creates no content. */
  readonly isContent: boolean;
}

interface Weighed extends LimitedRequest {
  readonly at: number;
}

const minute = 60_000;
const hour = 60 * minute;

/**
 * GitHub's rate limits. The primary one is always counted; the secondary ones bind only when
 * `secondary` is on, so that tests of something else are not paced.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export class RateLimits {
  readonly numbers: LimitNumbers = {
    perHour: { app: 5_000, actions: 1_000, user: 5_000, anonymous: 60 },
    contentPerMinute: 80,
    contentPerHour: 500,
    concurrent: 100,
    pointsPerMinute: { core: 900, graphql: 2_000 },
  };
  secondary: "off" | LimitAnswer = "off";
  readonly #clock: Clock;
  readonly #windows = { core: new Map<object, Window>(), graphql: new Map<object, Window>() };
  readonly #recent = new Map<object, Weighed[]>();
  #running = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Lets a request start and charges its points. Throws {@link RateLimited}; whatever starts must `end`. */
  begin(token: Token, request: LimitedRequest, points: number): void {
    const state = this.state(token, request.resource);
    if (state.remaining === 0) {
      throw new RateLimited(exceeded(token), { status: request.resource === "core" ? 403 : 200 });
    }
    this.#checkSecondary(token, request);
    this.#window(token, request.resource).used += points;
    this.#running += 1;
  }

  end(): void {
    this.#running -= 1;
  }

  /** Gives points back: a reply "not modified" costs none. */
  refund(token: Token, resource: LimitedResource, points: number): void {
    this.#window(token, resource).used -= points;
  }

  /** Uses the primary limit up until `resetInSeconds` from now. */
  exhaust(token: Token, resource: LimitedResource, resetInSeconds: number): void {
    const window = this.#window(token, resource);
    window.used = this.numbers.perHour[token.kind];
    window.reset = new Date(this.#clock.now().getTime() + resetInSeconds * 1_000);
  }

  state(token: Token, resource: LimitedResource): LimitState {
    const { used, reset } = this.#window(token, resource);
    const limit = this.numbers.perHour[token.kind];
    return { resource, limit, used, remaining: Math.max(0, limit - used), reset };
  }

  #window(token: Token, resource: LimitedResource): Window {
    const now = this.#clock.now();
    const windows = this.#windows[resource];
    const known = windows.get(holder(token));
    if (known !== undefined && known.reset > now) return known;
    const window = { used: 0, reset: new Date(now.getTime() + hour) };
    windows.set(holder(token), window);
    return window;
  }

  #checkSecondary(token: Token, request: LimitedRequest): void {
    if (this.secondary === "off") return;
    const { contentPerMinute, contentPerHour, concurrent, pointsPerMinute } = this.numbers;
    const now = this.#clock.now().getTime();
    const recent = (this.#recent.get(holder(token)) ?? []).filter(({ at }) => at > now - hour);
    const content = recent.filter(({ isContent }) => request.isContent && isContent);
    const points = recent
      .filter(({ resource }) => resource === request.resource)
      .flatMap((one) => Array<Weighed>(one.isWrite ? 5 : 1).fill(one));
    const waits = [
      this.#running < concurrent ? 0 : minute,
      waitFor(content, { now, within: minute, most: contentPerMinute }),
      waitFor(content, { now, within: hour, most: contentPerHour }),
      waitFor(points, { now, within: minute, most: pointsPerMinute[request.resource] }),
    ];
    const wait = Math.max(...waits);
    if (wait > 0) throw secondaryRefusal(this.secondary, request, Math.ceil(wait / 1_000));
    this.#recent.set(holder(token), [...recent, { ...request, at: now }]);
  }
}

/** Whom limits count: an installation, a person, or the run that a workflow's token was made for. */
function holder(token: Token): object {
  return token.kind === "actions" ? token : (token.installation ?? token.actor);
}

/** Milliseconds until fewer than `most` of these lie within the time before `now`. */
function waitFor(
  requests: readonly Weighed[],
  { now, within, most }: { readonly now: number; readonly within: number; readonly most: number },
): number {
  const inside = requests.filter(({ at }) => at > now - within);
  const [oldest] = inside;
  return oldest === undefined || inside.length < most ? 0 : oldest.at + within - now;
}

/** The refusal for a secondary limit, in the form wanted; over GraphQL that may be a reply with status 200. */
export function secondaryRefusal(
  answer: LimitAnswer,
  { resource, isContent }: LimitedRequest,
  retryAfterSeconds?: number,
): RateLimited {
  const inReply = answer === "graphql-error" && resource === "graphql";
  const status = inReply ? 200 : answer === 429 ? 429 : 403;
  const blocked = isContent ? " and have been temporarily blocked from content creation" : "";
  return new RateLimited(
    `You have exceeded a secondary rate limit${blocked}. Please retry your request again later.`,
    { status, retryAfterSeconds },
  );
}

function exceeded({ kind, installation, actor }: Token): string {
  const who =
    kind === "user" ? `user ID ${actor.id}` : `installation ID ${installation?.id ?? actor.id}`;
  return `API rate limit exceeded for ${who}.`;
}
