import type { Call } from "../../call.ts";
import { timestamp } from "../../text.ts";
import { objectType, properties } from "../fields.ts";

interface RateLimitAnswer {
  readonly cost: number;
  readonly nodeCount: number;
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  readonly resetAt: string;
}

export const rateLimitTypes = [
  objectType<unknown>("Query", {
    rateLimit: (_, _args, { state, token, weight }: Call): RateLimitAnswer => {
      const { limit, used, remaining, reset } = state.limits.state(token, "graphql");
      return { ...weight, limit, used, remaining, resetAt: timestamp(reset) };
    },
  }),
  objectType(
    "RateLimit",
    properties<RateLimitAnswer>("cost", "nodeCount", "limit", "used", "remaining", "resetAt"),
  ),
];
