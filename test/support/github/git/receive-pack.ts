import { gunzipSync } from "node:zlib";
import { git } from "./process.ts";

/** One ref that a push wants moved. */
export interface PushCommand {
  readonly before: string;
  readonly after: string;
  readonly name: string;
}

export interface Push {
  readonly commands: readonly PushCommand[];
  readonly capabilities: ReadonlySet<string>;
  /** Empty when only refs are deleted. */
  readonly pack: Buffer;
}

export interface PushResult {
  readonly name: string;
  /** Absent: the ref was moved. */
  readonly refusal?: string | undefined;
}

/** What `git push` sends. @see https://git-scm.com/docs/pack-protocol */
export function parsePush(body: Buffer, encoding: string | undefined): Push {
  const bytes = encoding === "gzip" ? gunzipSync(body) : body;
  const commands: PushCommand[] = [];
  let capabilities = new Set<string>();
  let at = 0;
  for (;;) {
    const length = Number.parseInt(bytes.toString("latin1", at, at + 4), 16);
    if (!(length > 4)) break;
    const [command = "", features] = bytes.toString("utf8", at + 4, at + length).split("\0");
    if (features !== undefined) capabilities = new Set(features.trim().split(" "));
    const [before = "", after = "", name = ""] = command.trim().split(" ");
    commands.push({ before, after, name });
    at += length;
  }
  return { commands, capabilities, pack: bytes.subarray(at + 4) };
}

/** From so many objects on git keeps a pack whole instead of writing each object. */
const unpackLimit = 100;

/** Puts the objects of a push into the repository; they mean nothing until a ref leads to them. */
export async function storePack(gitDir: string, pack: Buffer): Promise<void> {
  if (pack.length === 0) return;
  const count = pack.readUInt32BE(8);
  const program =
    count < unpackLimit
      ? ["unpack-objects", "-q", "--strict"]
      : ["index-pack", "--stdin", "--fix-thin", "--strict"];
  await git(gitDir, program, { input: pack });
}

/** The answer to a push: what became of each ref, and lines for the person, which git shows behind `remote: `. */
export function pushReport(
  { capabilities }: Push,
  results: readonly PushResult[],
  messages: readonly string[],
): Buffer {
  const report = Buffer.concat([
    packet("unpack ok\n"),
    ...results.map(({ name, refusal }) =>
      packet(refusal === undefined ? `ok ${name}\n` : `ng ${name} ${refusal}\n`),
    ),
    flush,
  ]);
  if (!capabilities.has("side-band-64k")) return report;
  const shown = messages.map((line) => packet(`\x02${line}\n`));
  return Buffer.concat([...shown, packet("\x01", report), flush]);
}

const flush = Buffer.from("0000");

function packet(text: string, rest = Buffer.alloc(0)): Buffer {
  const head = Buffer.from(text);
  const length = (head.length + rest.length + 4).toString(16).padStart(4, "0");
  return Buffer.concat([Buffer.from(length), head, rest]);
}
