import { runAction } from "@gitops-actions/adapters/runner";
import { action } from "./action.gen.ts";
import { inputs } from "./inputs.ts";

runAction(action, {
  inputs,
  // Loaded once the inputs are right: a wrong input is told in half the time it takes to load the rest.
  run: async (values, runner) => (await import("./run.ts")).run(values, runner),
});
