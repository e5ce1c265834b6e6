import fc from "fast-check";

/** Where one value stands in a random file: in which document, at which path, and where its source is. */
export interface Leaf {
  readonly document: number;
  readonly path: readonly (string | number)[];
  readonly start: number;
  readonly end: number;
}

export interface RandomFile {
  readonly text: string;
  readonly leaves: readonly Leaf[];
}

/** The content of one document. A block inside a flow collection is written in quotes. */
export type Tree = Scalar | Block | RandomMap | RandomList;

interface Scalar {
  readonly kind: "scalar";
  readonly source: string;
}

interface Block {
  readonly kind: "block";
  readonly header: string;
  readonly lines: readonly string[];
}

interface RandomMap {
  readonly kind: "map";
  readonly items: readonly (readonly [key: string, value: Tree])[];
  readonly flow: boolean;
}

interface RandomList {
  readonly kind: "list";
  readonly items: readonly Tree[];
  readonly flow: boolean;
}

/** How somebody writes YAML, decided once for a file. */
export interface Habits {
  readonly newline: "\n" | "\r\n";
  readonly listIndent: 0 | 2;
  readonly mapIndent: 2 | 4;
  readonly byteOrderMark: boolean;
  readonly markers: "none" | "start" | "directive";
  readonly documentEnds: boolean;
  readonly finalNewline: boolean;
  /** What stands behind values, taken in turn: comments, trailing spaces, empty lines. */
  readonly noise: readonly string[];
}

const keys = fc.constantFrom("image", "tag", "a", "app.web", "x-y", "key with space", "on");

const sources = fc.constantFrom(
  "v1",
  "plain text",
  "'single'",
  "'it''s'",
  '"double"',
  '"esc\\"aped\\n"',
  "1.10",
  "0x1f",
  "true",
  "~",
  "2024-01-02",
  "r.example.test:5000/app:v1",
  "a#b",
  "!!str 12",
  "&anchor v1",
  `"${"long ".repeat(40)}"`,
);

const scalars: fc.Arbitrary<Scalar> = sources.map((source) => ({ kind: "scalar", source }));

const blocks: fc.Arbitrary<Block> = fc.record({
  kind: fc.constant("block"),
  header: fc.constantFrom("|", "|-", "|+", ">-", ">"),
  lines: fc.array(fc.constantFrom("line", "# no comment", "key: value", "  deeper"), {
    minLength: 1,
    maxLength: 3,
  }),
});

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalars,
    blocks,
    fc.record({
      kind: fc.constant("map"),
      items: fc.uniqueArray(fc.tuple(keys, tie("tree")), {
        selector: ([key]) => key,
        minLength: 1,
        maxLength: 4,
      }),
      flow: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant("list"),
      items: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
      flow: fc.boolean(),
    }),
  ),
}));

const habits: fc.Arbitrary<Habits> = fc.record({
  newline: fc.constantFrom("\n", "\r\n"),
  listIndent: fc.constantFrom(0, 2),
  mapIndent: fc.constantFrom(2, 4),
  byteOrderMark: fc.boolean(),
  markers: fc.constantFrom("none", "start", "directive"),
  documentEnds: fc.boolean(),
  finalNewline: fc.boolean(),
  noise: fc.array(
    fc.constantFrom("", "", " # comment", "\t# after a tab", "  ", "\n# above", "\n"),
    {
      minLength: 1,
      maxLength: 7,
    },
  ),
});

/** Files of one to three documents as people write them; the values of document N are below its key `dN`. */
export const randomFiles: fc.Arbitrary<RandomFile> = fc
  .tuple(fc.array(tree, { minLength: 1, maxLength: 3 }), habits)
  .map(([trees, chosen]) => new Writer(chosen).write(trees));

/** One document without marks around it, as texts inside other files have it. */
export const randomDocuments: fc.Arbitrary<RandomFile> = fc
  .tuple(tree, habits)
  .map(([one, chosen]) =>
    new Writer({
      ...chosen,
      newline: "\n",
      byteOrderMark: false,
      markers: "none",
      documentEnds: false,
    }).write([one]),
  );

interface Position {
  readonly path: readonly (string | number)[];
  readonly indent: number;
}

class Writer {
  readonly #habits: Habits;
  readonly #leaves: Leaf[] = [];
  #text = "";
  #document = 0;
  #noise = 0;

  constructor(habits: Habits) {
    this.#habits = habits;
  }

  write(trees: readonly Tree[]): RandomFile {
    const { newline, byteOrderMark, markers, documentEnds, finalNewline } = this.#habits;
    if (byteOrderMark) this.#text += "\ufeff";
    for (const [index, tree] of trees.entries()) {
      this.#document = index;
      if (markers === "directive") this.#line("%YAML 1.2");
      if (markers !== "none" || index > 0) this.#line("---");
      this.#map([[`d${index}`, tree]], { path: [], indent: 0 });
      if (documentEnds || markers === "directive") this.#line("...");
    }
    const text =
      finalNewline || !this.#text.endsWith(newline)
        ? this.#text
        : this.#text.slice(0, -newline.length);
    return { text, leaves: this.#leaves };
  }

  #line(text: string): void {
    this.#text += text + this.#habits.newline;
  }

  #endLine(): void {
    const { noise, newline } = this.#habits;
    this.#line((noise[this.#noise % noise.length] ?? "").replaceAll("\n", newline));
    this.#noise += 1;
  }

  /** The value behind `key:` or `-`, with its line ends. */
  #value(tree: Tree, at: Position): void {
    if (tree.kind === "block") {
      this.#block(tree, at);
    } else if (tree.kind === "scalar" || tree.flow) {
      this.#text += " ";
      this.#inline(tree, at.path);
      this.#endLine();
    } else {
      this.#endLine();
      if (tree.kind === "map") this.#map(tree.items, at);
      else this.#list(tree.items, at);
    }
  }

  #map(items: RandomMap["items"], { path, indent }: Position): void {
    for (const [key, value] of items) {
      const step =
        value.kind === "list" && !value.flow ? this.#habits.listIndent : this.#habits.mapIndent;
      this.#text += `${" ".repeat(indent)}${key}:`;
      this.#value(value, { path: [...path, key], indent: indent + step });
    }
  }

  #list(items: readonly Tree[], { path, indent }: Position): void {
    for (const [index, item] of items.entries()) {
      this.#text += `${" ".repeat(indent)}-`;
      this.#value(item, { path: [...path, index], indent: indent + 2 });
    }
  }

  #block({ header, lines }: Block, { path, indent }: Position): void {
    this.#text += " ";
    const start = this.#text.length;
    const [first = "", ...others] = lines;
    this.#line(header);
    // The first line tells the indentation, so it cannot itself be deeper.
    for (const line of [first.trim(), ...others]) this.#line(" ".repeat(indent + 1) + line);
    const end = this.#text.length - this.#habits.newline.length;
    this.#leaves.push({ document: this.#document, path, start, end });
  }

  #inline(tree: Tree, path: readonly (string | number)[]): void {
    if (tree.kind === "scalar") {
      this.#scalar(tree.source, path);
    } else if (tree.kind === "block") {
      this.#scalar(JSON.stringify(tree.lines.join("\n")), path);
    } else if (tree.kind === "map") {
      this.#joined("{}", tree.items, ([key, value]) => {
        this.#text += `${key}: `;
        this.#inline(value, [...path, key]);
      });
    } else {
      this.#joined("[]", tree.items, (item, index) => this.#inline(item, [...path, index]));
    }
  }

  #joined<Item>(
    brackets: "{}" | "[]",
    items: readonly Item[],
    write: (item: Item, index: number) => void,
  ): void {
    this.#text += brackets[0];
    for (const [index, item] of items.entries()) {
      if (index > 0) this.#text += ", ";
      write(item, index);
    }
    this.#text += brackets[1];
  }

  #scalar(source: string, path: readonly (string | number)[]): void {
    const properties = /^[!&]\S+ /.exec(source)?.[0] ?? "";
    this.#text += properties;
    const start = this.#text.length;
    this.#text += source.slice(properties.length);
    this.#leaves.push({ document: this.#document, path, start, end: this.#text.length });
  }
}
