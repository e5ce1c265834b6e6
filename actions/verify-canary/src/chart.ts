import type { Measured } from "./analysis.ts";

/** More points than a chart of this size shows. */
const MAX_POINTS = 60;

/**
 * A metric's measurements as a Mermaid chart, which GitHub draws in summaries; undefined where there are
 * not two numbers to draw. Of several values the first is drawn.
 */
export function metricChart(title: string, measurements: readonly Measured[]): string | undefined {
  const values = measurements.map(numberOf).filter((value) => value !== undefined);
  const shown = values.slice(-MAX_POINTS);
  if (shown.length < 2) return undefined;
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const margin = (high - low || Math.abs(high) || 1) * 0.1;
  return [
    "xychart-beta",
    `  title "${title.replaceAll(/["\\\n]/g, " ")}"`,
    `  x-axis [${shown.map((_, index) => index + 1).join(", ")}]`,
    `  y-axis ${short(low - margin)} --> ${short(high + margin)}`,
    `  line [${shown.map(short).join(", ")}]`,
  ].join("\n");
}

const BARS = "▁▂▃▄▅▆▇█";

/** The same on one line of text: `▁▃▇`, with `·` for what is no number; empty for none. */
export function sparkline(measurements: readonly Measured[]): string {
  const values = measurements.slice(-MAX_POINTS).map(numberOf);
  const numbers = values.filter((value) => value !== undefined);
  if (numbers.length === 0) return "";
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const level = (value: number): number =>
    high === low ? 3 : Math.round(((value - low) / (high - low)) * (BARS.length - 1));
  return values.map((value) => (value === undefined ? "·" : BARS[level(value)])).join("");
}

/** The value as one finite number; of several the first. */
function numberOf({ value }: Measured): number | undefined {
  const first = /^\[?(-?[\d.]+(?:e[+-]?\d+)?)/i.exec(value)?.[1];
  const number = Number(first);
  return first !== undefined && Number.isFinite(number) ? number : undefined;
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
