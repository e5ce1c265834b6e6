const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** The text on one line: control, formatting and line-break characters become single spaces. */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(INVISIBLE, " ").replace(/ +/g, " ").trim();
}

/**
 * Foreign text as Markdown on one line, in a paragraph or a table cell, that shows itself and does nothing
 * else: no markup, no HTML, no formula, no link, no picture, and on GitHub no mention and no reference to
 * an issue. What GitHub looks for after rendering is broken up by a space without width.
 */
export function plain(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]|~]/g, "\\$&")
    .replace(/[&<>$]/g, (character) => `&#${character.codePointAt(0)};`)
    .replace(/@|(?<!&)#|:(?=\/\/)|www(?=\.)|\bGH(?=-\d)/gi, "$&&#8203;");
}

/** The text as inline code, on one line; whatever backticks it holds do not end it. */
export function code(text: string): string {
  const shown = oneLine(text).replaceAll("|", "\\|");
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = shown.startsWith("`") || shown.endsWith("`") || shown === "" ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** The text as a code block of `language`; whatever fences it holds do not end it. */
export function codeBlock(language: string, text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n?$/, "\n")}${fence}`;
}

/** A Markdown link, or only its text where the address is not one of the web. */
export function link(label: string, url: string): string {
  const isSafe = /^https?:\/\/[\w.~:/?#@!$&'*+,;=%[\]-]+$/.test(url);
  return isSafe ? `[${plain(label)}](<${url}>)` : plain(label);
}

/** A table of cells that are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
