/** Date, time, optional fraction, and `Z` or an offset: RFC 3339 as people write it in files. */
const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d\d:[0-5]\d)$/;

/**
 * The instant that a text such as `2026-12-20T00:00:00Z` or `2026-12-20T08:00+02:00` names, or `undefined`.
 * A time without an offset names no instant, and neither does 30 February.
 * @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 */
export function parseInstant(text: string): Date | undefined {
  const [, year, month, day] = INSTANT.exec(text) ?? [];
  const date = new Date(text);
  if (day === undefined || Number.isNaN(date.getTime())) return undefined;
  // Date moves 30 February into March.
  const daysInMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(day) <= daysInMonth ? date : undefined;
}
