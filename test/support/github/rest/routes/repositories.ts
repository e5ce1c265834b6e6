import { fullRepository } from "../present-repository.ts";
import { ok, type Routes, repositoryRoute } from "../route.ts";

export const repositoryRoutes: Routes = {
  "repos/get": repositoryRoute(["metadata", "read"], (repository, _, call) =>
    ok(fullRepository(call, repository)),
  ),
};
