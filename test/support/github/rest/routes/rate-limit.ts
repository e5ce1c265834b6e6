import type { LimitedResource } from "../../limits.ts";
import { ok, type Routes, siteRoute } from "../route.ts";

export const rateLimitRoutes: Routes = {
  "rate-limit/get": siteRoute((_, { state, token }) => {
    const shown = (resource: LimitedResource) => {
      const { limit, used, remaining, reset } = state.limits.state(token, resource);
      return { limit, used, remaining, reset: Math.floor(reset.getTime() / 1_000) };
    };
    const core = shown("core");
    return ok({ resources: { core, search: core, graphql: shown("graphql") }, rate: core });
  }),
};
