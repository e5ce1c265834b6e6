const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/**
 * The milliseconds of a span as our own files write it: `90s`, `30m`, `24h`, `7d`, `1h30m`. Undefined for
 * any other text. Sync windows have Go's durations instead, which know no days.
 */
export function parseSpan(text: string): number | undefined {
  if (!/^(?:\d{1,6}[smhdw]){1,5}$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)([smhdw])/g)];
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS_MS[unit ?? ""] ?? 0),
    0,
  );
}
