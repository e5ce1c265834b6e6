import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { GitRepository } from "./git-repository.ts";
import {
  emptyTreeOid,
  formatCommit,
  parseCommit,
  parseTree,
  sortTree,
  zeroOid,
} from "./objects.ts";
import { git } from "./process.ts";
import { isRefName } from "./ref-names.ts";
import { RefConflict } from "./ref-transactions.ts";

const folder = await mkdtemp(join(tmpdir(), "git-repository-"));
const repository = await GitRepository.create(join(folder, "r.git"), "main");
const author = { name: "Ann", email: "ann@users.test", date: new Date("2026-11-20T10:00:00Z") };
await repository.import("main", [
  {
    message: "one",
    author,
    files: { "a/x.txt": "1", "b.txt": "1", "run.sh": { content: "", mode: "100755" } },
  },
  { message: "two", author, files: { "a/x.txt": "2" } },
  { message: "three", author, files: { "b.txt": null } },
]);
afterAll(async () => {
  repository.close();
  await rm(folder, { recursive: true });
});

const real = async (...args: string[]) =>
  (await git(repository.gitDir, args)).stdout.toString("utf8").trim();
const head = repository.refs.read("refs/heads/main") ?? "";

describe("objects", () => {
  const name = fc
    .string({ minLength: 1, maxLength: 12, unit: "grapheme" })
    .filter((text) => !/[/\0\n]/.test(text) && ![".", "..", ".git"].includes(text));

  test("a tree of any names has the oid that git gives it, and comes back as it was", async () => {
    const blob = repository.write("blob", Buffer.from("x"));
    const tree = await repository.editTree(
      emptyTreeOid,
      new Map([["f", { mode: "100644", oid: blob }]]),
    );
    const entries = fc.uniqueArray(
      fc.record({ name, mode: fc.constantFrom("100644", "100755", "120000", "040000") }),
      { selector: (entry) => entry.name, maxLength: 8 },
    );

    await fc.assert(
      fc.asyncProperty(entries, async (list) => {
        const made = list.map((entry) => ({
          ...entry,
          oid: entry.mode === "040000" ? tree : blob,
        }));
        const oid = repository.writeTree(sortTree(made));
        const lines = made.map(
          ({ mode, name: file, oid: of }) =>
            `${mode} ${mode === "040000" ? "tree" : "blob"} ${of}\t${file}\0`,
        );
        const { stdout } = await git(repository.gitDir, ["mktree", "-z"], {
          input: lines.join(""),
        });
        const stored = await repository.read(oid);

        expect(oid).toBe(stdout.toString().trim());
        expect(new Set(parseTree(stored?.content ?? Buffer.alloc(0)))).toEqual(new Set(made));
      }),
      { numRuns: 30 },
    );
  });

  test("a commit comes back as it was, its signature with all its lines", () => {
    const text = fc
      .string({ unit: "grapheme", maxLength: 60 })
      .filter((value) => !value.includes("\0"));

    fc.assert(
      fc.property(text, fc.array(fc.constant(zeroOid), { maxLength: 2 }), (message, parents) => {
        const commit = {
          tree: emptyTreeOid,
          parents,
          author,
          committer: { ...author, name: "GitHub" },
          message,
          gpgsig: "-----BEGIN-----\n\nabc\n-----END-----",
        };
        expect(parseCommit(formatCommit(commit))).toEqual(commit);
      }),
    );
  });

  test("what is written is what git checks and reads", async () => {
    const tree = (await repository.readCommit(head))?.tree ?? "";
    const oid = repository.writeCommit({
      tree,
      parents: [head],
      author,
      committer: author,
      message: "ünï\n",
    });

    expect(await real("cat-file", "-p", oid)).toContain("ünï");
    expect(await real("fsck", "--strict", "--no-dangling", oid)).toBe("");
  });

  test("many and large reads at once come back in their places", async () => {
    const texts = Array.from({ length: 60 }, (_, at) => `${at}`.repeat((at % 7) * 30_000 + 1));
    const oids = texts.map((text) => repository.write("blob", Buffer.from(text)));

    const read = await Promise.all(oids.map((oid) => repository.read(oid)));
    const missing = await repository.read("1".repeat(40));

    expect(read.map((object) => object?.content.toString())).toEqual(texts);
    expect(missing).toBeUndefined();
  });
});

describe("trees are edited", () => {
  const blob = (text: string) => repository.write("blob", Buffer.from(text));
  const file = (text: string) => ({ mode: "100644", oid: blob(text) });
  const rows: [string, Record<string, string>, Record<string, string | undefined>, string[]][] = [
    ["a file is added in a new folder", { a: "1" }, { "b/c/d": "2" }, ["a", "b/c/d"]],
    [
      "a file is replaced beside others",
      { "a/x": "1", "a/y": "1" },
      { "a/x": "2" },
      ["a/x", "a/y"],
    ],
    ["a folder goes with its last file", { "a/b/c": "1", d: "1" }, { "a/b/c": undefined }, ["d"]],
    ["a file takes the place of a folder", { "a/b": "1" }, { a: "2" }, ["a"]],
    ["a folder takes the place of a file", { a: "1" }, { "a/b": "2" }, ["a/b"]],
    ["nothing is left", { a: "1" }, { a: undefined }, []],
  ];
  test.each(rows)("%s", async (_, before, changes, after) => {
    const tree = (files: Record<string, string | undefined>, root = emptyTreeOid) =>
      repository.editTree(
        root,
        new Map(
          Object.entries(files).map(([path, text]) => [
            path,
            text === undefined ? undefined : file(text),
          ]),
        ),
      );

    const edited = await tree(changes, await tree(before));

    const listed = (await real("ls-tree", "-r", "--name-only", edited)).split("\n").filter(Boolean);
    expect(listed).toEqual(after);
  });

  test("a mode that was given stays", async () => {
    const { tree } = (await repository.readCommit(head)) ?? { tree: "" };
    expect(await repository.entryAt(tree, "run.sh")).toMatchObject({ mode: "100755" });
    expect(await repository.entryAt(tree, "a")).toMatchObject({ mode: "040000" });
    expect(await repository.entryAt(tree, "a/x.txt/y")).toBeUndefined();
  });
});

describe("refs", () => {
  const at = author.date;

  test("all updates of a transaction happen or none", async () => {
    await repository.refs.update([{ name: "refs/heads/one", before: zeroOid, after: head }], at);

    const refused = repository.refs.update(
      [
        { name: "refs/heads/two", before: zeroOid, after: head },
        { name: "refs/heads/one", before: zeroOid, after: head },
      ],
      at,
    );

    await expect(refused).rejects.toThrow(RefConflict);
    expect(repository.refs.read("refs/heads/two")).toBeUndefined();
    await repository.refs.update([{ name: "refs/heads/one", before: head, after: zeroOid }], at);
    expect(repository.refs.read("refs/heads/one")).toBeUndefined();
  });

  test("what git itself moves beside us is seen, also when it is packed", async () => {
    await real("update-ref", "refs/heads/beside", head);
    const loose = repository.refs.read("refs/heads/beside");
    await real("pack-refs", "--all");
    const packed = repository.refs.read("refs/heads/beside");
    const parent = await real("rev-parse", `${head}^`);
    await repository.refs.update([{ name: "refs/heads/beside", before: head, after: parent }], at);

    expect([loose, packed]).toEqual([head, head]);
    expect(repository.refs.list("refs/heads/b")).toEqual([
      { name: "refs/heads/beside", oid: parent },
    ]);
    expect(repository.refs.read("refs/heads/main")).toBe(head);
  });

  test("of many that race for one ref exactly one wins", async () => {
    const races = Array.from({ length: 20 }, () =>
      repository.refs.update([{ name: "refs/heads/race", before: zeroOid, after: head }], at),
    );

    const settled = await Promise.allSettled(races);

    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("names are judged as git judges them", async () => {
    const part = fc.string({
      unit: fc.constantFrom(..."ab./-~^:?*[\\@{ \x7f".split("")),
      maxLength: 8,
    });

    await fc.assert(
      fc.asyncProperty(part, async (text) => {
        const name = `refs/heads/${text}`;
        const { code } = await git(repository.gitDir, ["check-ref-format", name], { accept: [1] });
        expect(isRefName(name)).toBe(code === 0);
      }),
      { numRuns: 60 },
    );
  });
});

describe("histories", () => {
  test("of a path hold the commits that changed it, its folders and their removal", async () => {
    const messages = async (path?: string) => {
      const oids = await repository.history.list(head, 10, { path });
      return Promise.all(oids.map(async (oid) => (await repository.readCommit(oid))?.message));
    };

    expect(await messages()).toEqual(["three", "two", "one"]);
    expect(await messages("a/x.txt")).toEqual(["two", "one"]);
    expect(await messages("a")).toEqual(["two", "one"]);
    expect(await messages("b.txt")).toEqual(["three", "one"]);
    expect(await messages("none")).toEqual([]);
  });

  test("are the same whether git tells them or we remember them", async () => {
    const other = await GitRepository.create(join(folder, "random.git"), "main");
    const path = fc.constantFrom("a", "a/b", "c", "c/d", "e.txt");
    const files = fc.dictionary(
      fc.constantFrom("a/b/1", "a/b/2", "a/3", "c/d", "e.txt"),
      fc.constantFrom("x", "y", "z"),
      { minKeys: 1, maxKeys: 3 },
    );
    let count = 0;

    await fc.assert(
      fc.asyncProperty(
        fc.array(files, { minLength: 1, maxLength: 6 }),
        path,
        async (list, asked) => {
          count += 1;
          const branch = `b${count}`;
          let content = 0;
          const unique = (text: string) => {
            content += 1;
            return `${text}${content}`;
          };
          await other.import(
            branch,
            list.map((changes) => ({
              message: "m",
              author,
              files: Object.fromEntries(
                Object.entries(changes).map(([key, text]) => [key, unique(text)]),
              ),
            })),
          );
          const tip = other.refs.read(`refs/heads/${branch}`) ?? "";
          const { stdout } = await git(other.gitDir, ["rev-list", tip, "--", asked]);

          const told = stdout.toString().split("\n").filter(Boolean);
          expect(await other.history.list(tip, 10, { path: asked })).toEqual(told);
          expect(await other.history.count(tip, { path: asked })).toBe(told.length);
        },
      ),
      { numRuns: 15 },
    );
    other.close();
  });

  test("since an instant are the same, too, whole seconds counting", async () => {
    const other = await GitRepository.create(join(folder, "dated.git"), "main");
    const dates = [0, 1_400, 1_600, 3_000].map((after) => new Date(author.date.getTime() + after));
    await other.import(
      "main",
      dates.map((date, index) => ({
        message: "m",
        author: { ...author, date },
        files: { "x.txt": String(index) },
      })),
    );
    const tip = other.refs.read("refs/heads/main") ?? "";
    const asked = [-1_000, 0, 500, 1_000, 1_500, 2_000, 3_000, 4_000];

    for (const after of asked) {
      const since = new Date(author.date.getTime() + after);
      const args = ["rev-list", `--since=${since.toISOString()}`, tip];
      const told = (await git(other.gitDir, args)).stdout.toString().split("\n").filter(Boolean);
      expect(await other.history.list(tip, 10, { since })).toEqual(told);
      expect(await other.history.count(tip, { since })).toBe(told.length);
    }
    other.close();
  });

  test("tell ancestors from others", async () => {
    const [newest = "", , oldest = ""] = await repository.history.list(head, 3);

    expect(await repository.history.isAncestor(oldest, newest)).toBe(true);
    expect(await repository.history.isAncestor(newest, oldest)).toBe(false);
    expect(await repository.history.between(oldest, newest)).toHaveLength(2);
    expect(await repository.history.count(newest, {})).toBe(3);
  });
});
