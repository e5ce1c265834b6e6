import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

const out = process.stdout;

/** The text in a colour where the terminal shows colours and the user wants them, else as it is. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: out });
}

/** Begins a chapter of the demo. */
export function chapter(number: number, title: string): void {
  out.write(`\n${paint("bold", `${number}. ${title}`)}\n`);
}

export function say(text: string): void {
  out.write(`${text.replace(/^(?=.)/gm, "   ")}\n`);
}

/** A line that grows: on a terminal it is rewritten in place, elsewhere it is printed now and then. */
export class Progress {
  readonly #total: number;
  readonly #what: string;
  #done = 0;

  constructor(what: string, total: number) {
    this.#what = what;
    this.#total = total;
  }

  step(): void {
    this.#done += 1;
    const last = this.#done === this.#total;
    const text = `   ${this.#what}: ${this.#done} of ${this.#total}`;
    if (out.isTTY) out.write(`\r${text}${last ? "\n" : ""}`);
    else if (last || this.#done % 10 === 0) out.write(`${text}\n`);
  }
}

/** A unified diff in its usual colours. */
export function paintDiff(diff: string): string {
  const styles: Record<string, Style> = { "+": "green", "-": "red", "@": "cyan" };
  return diff
    .split("\n")
    .map((line) => paint(styles[line[0] ?? ""] ?? "dim", line))
    .join("\n");
}
