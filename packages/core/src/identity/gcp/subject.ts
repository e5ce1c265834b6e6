/** Google takes a mapped `google.subject` of so many bytes. @see https://cloud.google.com/iam/docs/workload-identity-federation#mapping */
export const MAX_SUBJECT_BYTES = 127;

/** How many bytes the text has in UTF-8. */
export function utf8Length(text: string): number {
  return Array.from(text, (character) => {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80) return 1;
    if (point < 0x800) return 2;
    return point < 0x10000 ? 3 : 4;
  }).reduce((sum: number, bytes) => sum + bytes, 0);
}
