import { type HealthStatus, isWorseHealth, resourceHealth } from "@gitops-actions/core/verify";

type Question =
  | { readonly op: "resource"; readonly object: Readonly<Record<string, unknown>> }
  | { readonly op: "worse"; readonly current: HealthStatus; readonly new: HealthStatus };

/** The health of a resource, or whether one health is worse than another. */
export function health({ question }: { question: Question }): unknown {
  if (question.op === "worse") {
    const worse = isWorseHealth(question.current, question.new);
    return { health: null, message: "", error: "", worse };
  }
  const { status, message, error } = resourceHealth(question.object);
  return { health: status ?? null, message, error };
}
