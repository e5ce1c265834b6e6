import { UserError } from "@gitops-actions/core/errors";

/** The text of a file, a byte order mark kept. @throws `UserError` `file-not-utf8` */
export function decodeUtf8(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new UserError("file-not-utf8", "the file is not UTF-8 text", {
      file: path,
      hint: "Save it as UTF-8; YAML of any other encoding is refused, so that no byte is changed by accident.",
      cause,
    });
  }
}
