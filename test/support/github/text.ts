/** Bytes as GitHub shows a file's text. */
export interface FileText {
  readonly isBinary: boolean;
  readonly isTruncated: boolean;
  /** `null` for a binary file. */
  readonly text: string | null;
}

/** Where GraphQL cuts a blob's text, in bytes. */
const longestText = 512_000;

/**
 * Text that is not UTF-8 comes transcoded, so its bytes cannot be had back from it: whoever edits must
 * compare the blob's oid.
 */
export function fileText(content: Buffer): FileText {
  if (content.subarray(0, 8_000).includes(0)) {
    return { isBinary: true, isTruncated: false, text: null };
  }
  const isTruncated = content.length > longestText;
  const shown = content.subarray(0, longestText);
  return { isBinary: false, isTruncated, text: decode(shown) };
}

function decode(bytes: Buffer): string {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return text.includes("\uFFFD") ? new TextDecoder("windows-1252").decode(bytes) : text;
}

/** A time as GitHub prints it: UTC, whole seconds. */
export function timestamp(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}
