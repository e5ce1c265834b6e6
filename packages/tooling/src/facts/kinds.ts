import { answerEditCase } from "./edit-cases.ts";
import { evaluate } from "./evaluate.ts";
import { health } from "./health.ts";
import { kstatus } from "./kstatus.ts";
import { metricSequence } from "./metric-sequence.ts";
import { syncWindows } from "./sync-windows.ts";

/** Answers one row of a facts file; the answer has the shape it has in that file. */
// biome-ignore lint/suspicious/noExplicitAny: each kind reads its own row shape.
export type Answer = (row: any) => unknown;

/** Every kind of facts the product can answer, by the name of its file. */
export const kinds: Record<string, Answer> = {
  "edit-cases": answerEditCase,
  "sync-windows": syncWindows,
  evaluate,
  health,
  kstatus,
  "metric-sequence": metricSequence,
};
