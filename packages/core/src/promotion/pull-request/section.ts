const BEGIN = "<!-- gitops-promotion:begin -->";
const END = "<!-- gitops-promotion:end -->";

/** GitHub takes no longer body. */
const MAX_CHARACTERS = 65_536;

/** A box of a checklist that somebody ticked. */
const TICKED = /^- \[[xX]\] (.+)$/gm;

/**
 * A body with our section brought up to date: text outside of it stays as people wrote it, and boxes they
 * ticked stay ticked. Where the section cannot be found any more it is put on top and nothing is removed.
 */
export function withSection(body: string, section: string): string {
  const ticked = new Set([...body.matchAll(TICKED)].map(([, label]) => label));
  const ours = section.replaceAll(/^- \[ \] (.+)$/gm, (line, label: string) =>
    ticked.has(label) ? `- [x] ${label}` : line,
  );
  const [before, after] = around(body);
  const room = MAX_CHARACTERS - BEGIN.length - END.length - 8;
  const others = [before, after].filter((text) => text !== "");
  const used = others.reduce((sum, text) => sum + text.length + 2, 0);
  // What people wrote comes first; GitHub takes no body above its limit.
  const fitting = `${BEGIN}\n${cut(ours, room - used)}\n${END}`;
  return [before, fitting, after].filter((text) => text !== "").join("\n\n");
}

/** What stands before and after our section. */
function around(body: string): readonly [string, string] {
  const text = body.replaceAll("\r\n", "\n");
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  const isWhole =
    begin >= 0 && end > begin && text.lastIndexOf(BEGIN) === begin && text.lastIndexOf(END) === end;
  if (isWhole) return [text.slice(0, begin).trim(), text.slice(end + END.length).trim()];
  const rest = text.replaceAll(BEGIN, "").replaceAll(END, "");
  return ["", rest.trim()];
}

/** The text, at a line's end where it is too long; a code block that the cut opened is closed. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const note = "\n\n*The rest does not fit into a pull request's body.*";
  const head = text.slice(0, Math.max(0, length - note.length - 5));
  const lines = head.slice(0, head.lastIndexOf("\n") + 1);
  const fences = lines.match(/^```+/gm) ?? [];
  return `${lines}${fences.length % 2 === 1 ? fences.at(-1) : ""}${note}`;
}
