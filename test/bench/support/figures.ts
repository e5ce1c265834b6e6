/** One figure of a benchmark beside what has to be reached. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** At most this; absent, the figure is told and not judged. */
  readonly atMost?: number;
}

/** Prints figures as a table and sets the exit code where one falls short. */
export function printFigures(title: string, figures: readonly Figure[]): void {
  console.log(`\n${title}`);
  const width = Math.max(...figures.map(({ what }) => what.length));
  for (const { what, value, unit, atMost } of figures) {
    const verdict =
      atMost === undefined
        ? ""
        : value <= atMost
          ? `  ok, at most ${atMost}`
          : `  TOO MUCH, at most ${atMost}`;
    console.log(`  ${what.padEnd(width)}  ${round(value)} ${unit}${verdict}`);
    if (atMost !== undefined && value > atMost) process.exitCode = 1;
  }
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function round(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}
