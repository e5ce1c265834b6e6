import { createHash } from "node:crypto";
import { accessSync, constants, readFileSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { getExecOutput } from "@actions/exec";
import { UserError } from "@gitops-actions/core/errors";

/** A program given by its path, which is used only with these bytes. */
export interface PinnedProgram {
  readonly path: string;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/** What programs are started with. */
export interface ProgramOptions {
  /** The whole environment that a program sees. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Told each line that a program writes to its standard error. */
  say(line: string): void;
}

/** How a program ended. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The path of a program: where it is pinned, after a look at its bytes, else on `PATH`. Nothing is ever installed.
 * @throws `program-missing`, `program-checksum`
 */
export function findProgram(
  name: string,
  { env, pinned }: Pick<ProgramOptions, "env"> & { readonly pinned?: PinnedProgram | undefined },
): string {
  if (pinned !== undefined) return checked(name, pinned);
  const folders = (env["PATH"] ?? "").split(delimiter).filter(isAbsolute);
  const suffix = process.platform === "win32" ? ".exe" : "";
  const found = folders.map((folder) => join(folder, name + suffix)).find(isExecutable);
  if (found !== undefined) return found;
  throw new UserError("program-missing", `there is no program "${name}" on PATH`, {
    hint: `Put ${name} into the runner's image or install it in an earlier step, pinned; this action downloads nothing.`,
  });
}

function checked(name: string, { path, sha256 }: PinnedProgram): string {
  if (!isAbsolute(path) || !isExecutable(path)) {
    throw new UserError("program-missing", `${name}: there is no program at "${path}"`, {
      hint: "Give the absolute path of an executable file.",
    });
  }
  const found = createHash("sha256").update(readFileSync(path)).digest("hex");
  if (found === sha256) return path;
  throw new UserError("program-checksum", `${path} has the SHA-256 ${found}, not ${sha256}`, {
    hint: "It is another version, or it was tampered with. Find out which before you change the checksum.",
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a program to its end; its standard error is told line by line, its exit code is for the caller to judge. */
export function runProgram(
  program: string,
  args: readonly string[],
  { env, cwd, say }: ProgramOptions,
): Promise<Ended> {
  return getExecOutput(`"${program}"`, [...args], {
    env: { ...env },
    cwd,
    silent: true,
    ignoreReturnCode: true,
    listeners: { errline: say },
  });
}

/** The last lines that a program wrote, without escape codes. */
export function lastLines(text: string, count: number): string {
  const lines = text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes begin with one
    .replaceAll(/\u001b\[[\d;]*[A-Za-z]/g, "")
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");
  return lines.slice(-count).join("\n");
}
