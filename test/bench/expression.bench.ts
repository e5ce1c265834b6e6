/**
 * What a condition costs: compiled once for the type of its result, then evaluated for every measurement.
 *
 * node --conditions=source test/bench/expression.bench.ts
 */
import { compileCondition, floats, fromJson, type Value } from "@gitops-actions/core/expression";
import { median, printFigures } from "./support/figures.ts";

const now = new Date("2026-03-04T11:00:00Z");
const ROUNDS = 9;

const vector = floats([0.999, 0.998]);
const wide = floats(Array.from({ length: 1_000 }, (_, index) => index / 1_000));
const body = fromJson({ data: { ok: true, errors: 3 }, items: [{ name: "a", value: 1 }] });

const cases: readonly (readonly [
  name: string,
  condition: string,
  result: Value,
  atMost: number,
])[] = [
  ["a comparison", "result[0] >= 0.95", vector, 20],
  [
    "guarded against emptiness",
    "len(result) > 0 && result[0] >= 0.95 && !isNaN(result[0])",
    vector,
    20,
  ],
  ["of a JSON body", "result.data.ok && result.data.errors < 5", body, 20],
  ["every item", "all(result.items, .value > 0 and .name matches '^[a-z]+$')", body, 20],
  ["text and numbers", "asFloat(result[0]) * 100 > 99.5 ? true : false", vector, 20],
  ["all of 1,000 series", "all(result, # < 1)", wide, 1_000],
  ["a count of 1,000 series", "count(result, # > 0.5) / len(result) < 0.6", wide, 1_000],
];

const figures = cases.flatMap(([name, condition, result, atMost]) => {
  const program = compileCondition(condition, result);
  return [
    {
      what: `compile, ${name}`,
      value: microseconds(() => compileCondition(condition, result), 300),
      unit: "µs",
    },
    {
      what: `evaluate, ${name}`,
      value: microseconds(() => program.run(result, now), atMost > 20 ? 300 : 20_000),
      unit: "µs",
      atMost,
    },
  ];
});
printFigures(`conditions (medians of ${ROUNDS} rounds)`, figures);

/** What one call takes, the median of some rounds of so many calls. */
function microseconds(work: () => unknown, calls: number): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    for (let call = 0; call < calls; call += 1) work();
    return ((performance.now() - began) * 1_000) / calls;
  });
  return median(rounds);
}
