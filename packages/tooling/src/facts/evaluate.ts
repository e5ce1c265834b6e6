import { floats, fromJson, type Value } from "@gitops-actions/core/expression";
import { type Conditions, judgeValue } from "@gitops-actions/core/verify";

interface Question extends Conditions {
  readonly kind:
    | "prometheus-vector"
    | "prometheus-matrix"
    | "prometheus-scalar"
    | "prometheus-string"
    | "datadog"
    | "web";
  readonly value: unknown;
}

/** The phase of one measurement, and why it is an Error. */
export function evaluate({ question }: { question: Question }): unknown {
  if (question.kind === "prometheus-string") {
    return { phase: "Error", error: "Prometheus metric type not supported" };
  }
  return judgeValue(question, valueIn(question), { now: new Date() });
}

function valueIn({ kind, value }: Question): Value {
  switch (kind) {
    case "prometheus-scalar":
      return sample(value);
    case "prometheus-vector":
    case "prometheus-matrix":
      return floats(samples(value));
    default:
      return fromJson(value);
  }
}

/** The numbers of a list, or of a list of lists. */
export function samples(value: unknown): number[] {
  return Array.isArray(value) ? value.flat().map(sample) : [];
}

/** A sample as Prometheus prints it. */
export function sample(text: unknown): number {
  const infinite: Readonly<Record<string, number>> = { "+Inf": Infinity, "-Inf": -Infinity };
  return infinite[String(text)] ?? Number(text);
}
