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
export function markdownText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]|~]/g, "\\$&")
    .replace(/[&<>$]/g, (character) => `&#${character.codePointAt(0)};`)
    .replace(/@|(?<!&)#|:(?=\/\/)|www(?=\.)|\bGH(?=-\d)/gi, "$&&#8203;");
}

/** A Markdown link, or only its text where the address is not one of the web. */
export function markdownLink(label: string, url: string): string {
  const isSafe = /^https?:\/\/[\w.~:/?#@!$&'*+,;=%[\]-]+$/.test(url);
  return isSafe ? `[${markdownText(label)}](<${url}>)` : markdownText(label);
}

/** A Markdown table; the cells are Markdown already. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  return line(header) + line(header.map(() => "---")) + rows.map(line).join("");
}
