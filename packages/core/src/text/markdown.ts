/** Text from outside as Markdown that shows it and does nothing else: no link, mention, HTML or markup. */
export function plain(text: string): string {
  return oneLine(text)
    .replaceAll(/[\\`*_{}[\]()<>#+!|~$-]/g, "\\$&")
    .replaceAll("@", "@\u200b")
    .replaceAll("://", ":\u200b//");
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

/** A link whose text may come from outside; `url` is ours or GitHub's. */
export function link(text: string, url: string): string {
  return `[${plain(text)}](${encodeURI(url).replaceAll("(", "%28").replaceAll(")", "%29")})`;
}

/** A table of cells that are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function oneLine(text: string): string {
  // Control and bidirectional characters could show something else than what is there.
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}]+/gu, " ");
}
