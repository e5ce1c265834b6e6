/** Git's objects as bytes and back. @see https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
import { createHash } from "node:crypto";

export type ObjectType = "blob" | "tree" | "commit" | "tag";

export interface GitObject {
  readonly oid: string;
  readonly type: ObjectType;
  readonly content: Buffer;
}

/** `mode` as git prints it in six digits: `100644`, `100755`, `120000`, `040000`, `160000`. */
export interface TreeEntry {
  readonly mode: string;
  readonly name: string;
  readonly oid: string;
}

/** Who and when; `date` has whole seconds, the zone is always UTC when we write. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly date: Date;
}

export interface CommitObject {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
  /** The armoured signature, where the commit carries one. */
  readonly gpgsig?: string | undefined;
}

export interface TagObject {
  readonly object: string;
  readonly type: ObjectType;
  readonly name: string;
  readonly message: string;
}

export const zeroOid = "0".repeat(40);
export const emptyTreeOid = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

export function isOid(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/** An object as git stores and hashes it: header, NUL, content. */
export function framed(type: ObjectType, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
}

export function objectId(bytes: Buffer): string {
  return createHash("sha1").update(bytes).digest("hex");
}

export function typeOfMode(mode: string): ObjectType {
  if (mode === "040000") return "tree";
  return mode === "160000" ? "commit" : "blob";
}

export function parseTree(content: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    entries.push({
      mode: content.toString("latin1", at, space).padStart(6, "0"),
      name: content.toString("utf8", space + 1, end),
      oid: content.toString("hex", end + 1, end + 21),
    });
    at = end + 21;
  }
  return entries;
}

/** Entries in git's order: by the bytes of their names, a folder's as if it ended in a slash. */
export function sortTree(entries: Iterable<TreeEntry>): TreeEntry[] {
  const keyed = Array.from(entries, (entry) => ({ entry, key: sortKey(entry) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ entry }) => entry);
}

function sortKey({ mode, name }: TreeEntry): string {
  return Buffer.from(mode === "040000" ? `${name}/` : name).toString("latin1");
}

/** The bytes of a tree, from sorted entries. Written in one piece: trees of thousands of folders are common. */
export function formatTree(sorted: readonly TreeEntry[]): Buffer {
  const atMost = sorted.reduce((sum, { name }) => sum + name.length * 3 + 28, 0);
  const bytes = Buffer.allocUnsafe(atMost);
  let at = 0;
  for (const { mode, name, oid } of sorted) {
    at += bytes.write(`${mode.replace(/^0/, "")} ${name}\0`, at);
    at += bytes.write(oid, at, "hex");
  }
  return bytes.subarray(0, at);
}

export function parseCommit(content: Buffer): CommitObject {
  const { headers, message } = parseHeaders(content);
  const parents = headers.filter(([key]) => key === "parent").map(([, value]) => value);
  const header = (name: string) => headers.find(([key]) => key === name)?.[1];
  return {
    tree: header("tree") ?? emptyTreeOid,
    parents,
    author: parseSignature(header("author") ?? ""),
    committer: parseSignature(header("committer") ?? ""),
    message,
    gpgsig: header("gpgsig"),
  };
}

export function formatCommit(commit: CommitObject): Buffer {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${formatSignature(commit.author)}`,
    `committer ${formatSignature(commit.committer)}`,
    ...(commit.gpgsig === undefined ? [] : [`gpgsig ${commit.gpgsig.replaceAll("\n", "\n ")}`]),
    "",
    commit.message,
  ];
  return Buffer.from(lines.join("\n"));
}

export function parseTag(content: Buffer): TagObject {
  const { headers, message } = parseHeaders(content);
  const fields = new Map(headers);
  return {
    object: fields.get("object") ?? zeroOid,
    // The header of a tag names one of the four types: git refuses to write another.
    type: (fields.get("type") ?? "commit") as ObjectType,
    name: fields.get("tag") ?? "",
    message,
  };
}

/** A header goes on in the next line when that starts with a space, as signatures do. */
function parseHeaders(content: Buffer): { headers: [string, string][]; message: string } {
  const text = content.toString("utf8");
  const end = text.indexOf("\n\n");
  const head = (end < 0 ? text : text.slice(0, end)).replaceAll("\n ", "\0");
  const headers = head.split("\n").map((line): [string, string] => {
    const space = line.indexOf(" ");
    return [line.slice(0, space), line.slice(space + 1).replaceAll("\0", "\n")];
  });
  return { headers, message: end < 0 ? "" : text.slice(end + 2) };
}

function parseSignature(text: string): Signature {
  const match = /^(.*?) ?<(.*)> (\d+) [+-]\d{4}$/.exec(text);
  const [, name = "", email = "", seconds = "0"] = match ?? [];
  return { name, email, date: new Date(Number(seconds) * 1000) };
}

function formatSignature({ name, email, date }: Signature): string {
  return `${name} <${email}> ${Math.floor(date.getTime() / 1000)} +0000`;
}
