import { UserError } from "@gitops-actions/core/errors";
import { readIfThere, replacePrivateFile } from "../private-file.ts";

/** A section of AWS's file of credentials. */
export interface ProfilePlace {
  readonly file: string;
  readonly profile: string;
}

/** Marks a section as ours, so that a run that was killed leaves nothing that the next one may not replace. */
const MARK = "# written by gitops-actions/oidc-login";

/**
 * Writes a profile that AWS's tools find by its name, with settings such as `aws_access_key_id`. Others are
 * kept.
 * @throws `aws-profile-unwritable` also where a profile of that name is somebody else's
 */
export function writeProfile(
  { file, profile }: ProfilePlace,
  settings: Readonly<Record<string, string>>,
): void {
  const before = inFile(file, () => readIfThere(file)) ?? "";
  const rest = without(before, profile);
  if (sectionStart(rest, profile) >= 0) {
    throw new UserError("aws-profile-unwritable", `${file} has a profile "${profile}" already`, {
      hint: 'Give another name as "aws-profile". A profile that somebody else wrote is not overwritten.',
    });
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
  const gap = rest === "" || rest.endsWith("\n") ? "" : "\n";
  const section = `[${profile}]\n${MARK}\n${lines.join("")}`;
  inFile(file, () => replacePrivateFile(file, `${rest}${gap}${section}`));
}

/** Removes the profile if it is ours; tells whether it was. @throws `aws-profile-unwritable` */
export function removeProfile({ file, profile }: ProfilePlace): boolean {
  const before = inFile(file, () => readIfThere(file));
  if (before === undefined) return false;
  const rest = without(before, profile);
  if (rest === before) return false;
  inFile(file, () => replacePrivateFile(file, rest));
  return true;
}

/** The text without our section of that name. */
function without(text: string, profile: string): string {
  const start = sectionStart(text, profile);
  if (start < 0) return text;
  const header = text.indexOf("\n", start) + 1;
  if (header === 0 || !text.startsWith(MARK, header)) return text;
  const length = text.slice(header).search(/^\s*\[/m);
  return length < 0 ? text.slice(0, start) : text.slice(0, start) + text.slice(header + length);
}

function sectionStart(text: string, profile: string): number {
  const lines = text.matchAll(/^[ \t]*\[[ \t]*([^\]\n]*?)[ \t]*\]/gm);
  for (const { 1: name, index } of lines) if (name === profile) return index;
  return -1;
}

function inFile<T>(file: string, access: () => T): T {
  try {
    return access();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(
      "aws-profile-unwritable",
      `could not read or write AWS's profiles: ${why}`,
      {
        hint: `Leave "aws-profile" out, or set AWS_SHARED_CREDENTIALS_FILE to a file that may be written, in place of ${file}.`,
        cause,
      },
    );
  }
}
