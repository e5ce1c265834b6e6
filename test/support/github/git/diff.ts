import { git } from "./process.ts";

/** One file that differs between two trees. */
export interface FileDifference {
  readonly path: string;
  /** The path it was renamed from. */
  readonly previousPath: string | undefined;
  readonly status: "added" | "removed" | "modified" | "renamed" | "changed";
  /** The blob afterwards; before, for a removed file. */
  readonly oid: string;
  readonly additions: number;
  readonly deletions: number;
  /** Unified, without the header; `undefined` for binary files. */
  readonly patch: string | undefined;
}

const statuses: Readonly<Record<string, FileDifference["status"]>> = {
  A: "added",
  D: "removed",
  M: "modified",
  R: "renamed",
  T: "changed",
};

/** What changed from one commit or tree to another, by path. */
export async function differences(
  gitDir: string,
  from: string,
  to: string,
): Promise<FileDifference[]> {
  const diff = ["diff-tree", "-r", "-M", "-z"];
  const [raw, counts, patch] = await Promise.all([
    git(gitDir, [...diff, "--raw", "--no-abbrev", from, to]),
    git(gitDir, [...diff, "--numstat", from, to]),
    git(gitDir, ["diff-tree", "-r", "-M", "-p", from, to]),
  ]);
  const files = parseRaw(raw.stdout.toString("utf8"));
  const lines = parseNumstat(counts.stdout.toString("utf8"));
  const patches = patch.stdout
    .toString("utf8")
    .split(/^diff --git .*$/m)
    .slice(1);
  return files.map((file, index) => ({
    ...file,
    additions: lines[index]?.additions ?? 0,
    deletions: lines[index]?.deletions ?? 0,
    patch: /^@@[\s\S]*$/m.exec(patches[index] ?? "")?.[0].trimEnd(),
  }));
}

type RawDifference = Pick<FileDifference, "path" | "previousPath" | "status" | "oid">;

/** `:100644 100644 <old> <new> M\0path\0`; a rename has two paths. */
function parseRaw(text: string): RawDifference[] {
  const fields = text.split("\0");
  const found: RawDifference[] = [];
  for (let at = 0; at + 1 < fields.length; ) {
    const [, , before = "", after = "", letters = ""] = (fields[at] ?? "").split(" ");
    const status = statuses[letters.charAt(0)] ?? "modified";
    const isRename = status === "renamed";
    found.push({
      path: fields[at + (isRename ? 2 : 1)] ?? "",
      previousPath: isRename ? fields[at + 1] : undefined,
      status,
      oid: status === "removed" ? before : after,
    });
    at += isRename ? 3 : 2;
  }
  return found;
}

/** `1\t2\tpath\0`, or for a rename `1\t2\t\0old\0new\0`; a binary file has dashes. */
function parseNumstat(text: string): { additions: number; deletions: number }[] {
  return [...text.matchAll(/(\d+|-)\t(\d+|-)\t(?:[^\0]+\0|\0[^\0]+\0[^\0]+\0)/g)].map(
    ([, additions, deletions]) => ({
      additions: Number(additions) || 0,
      deletions: Number(deletions) || 0,
    }),
  );
}
