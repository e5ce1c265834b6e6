import { kstatus as statusOf } from "@gitops-actions/core/verify";

interface Question {
  readonly object: Readonly<Record<string, unknown>>;
}

/** The state of an object as Flux sees it; the status is empty where there is an error. */
export function kstatus({ question }: { question: Question }): unknown {
  const { status, message, error } = statusOf(question.object, { now: new Date() });
  return { status: status ?? "", message, error };
}
