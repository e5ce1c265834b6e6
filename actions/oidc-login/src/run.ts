import { idTokenSource } from "@gitops-actions/adapters/oidc";
import { mask, type Report, type Runner } from "@gitops-actions/adapters/runner";
import type { OutputName } from "./action.gen.ts";
import { apply } from "./apply.ts";
import { type Inputs, toRequest } from "./inputs.ts";
import { main } from "./main.ts";

/** The composition root: builds the adapters and hands them to main. */
export function run(inputs: Inputs, { context, log, signal }: Runner): Promise<Report<OutputName>> {
  const request = toRequest(inputs, context);
  const patience = {
    deadline: Date.now() + request.timeoutSeconds * 1000,
    signal,
    say: log.info,
  };
  return main(request, {
    log,
    patience,
    context,
    idTokens: (source) => idTokenSource(source, { ...patience, seen: mask }),
    apply: (logins) => apply(logins, context),
  });
}
