const BEGIN = "<!-- gitops-promotion:begin -->";
const END = "<!-- gitops-promotion:end -->";

/** GitHub takes no longer body. */
const MAX_CHARACTERS = 65_536;

/** A box of a checklist that somebody ticked. */
const TICKED = /^- \[[xX]\] (.+)$/gm;

/** Below this a section says nothing of use. */
const MIN_CHARACTERS = 1_000;

/**
 * A body with our section brought up to date: text outside of it stays as people wrote it, and boxes they
 * ticked stay ticked. Where the section cannot be found any more it is put on top and nothing is removed.
 * It is cut to what people left room for; where they left none, the body stays as it is.
 */
export function withSection(body: string, section: string): string {
  const ticked = new Set([...unmarked(body).matchAll(TICKED)].map(([, label]) => label));
  const ours = inert(section).replaceAll(/^- \[ \] (.+)$/gm, (line, label: string) =>
    ticked.has(label) ? `- [x] ${label}` : line,
  );
  const [before, after] = around(body);
  const room = MAX_CHARACTERS - [before, BEGIN, END, after].join("\n\n").length;
  if (room < Math.min(MIN_CHARACTERS, ours.length)) return body;
  const fitting = `${BEGIN}\n${cut(ours, room)}\n${END}`;
  return [before, fitting, after].filter((text) => text !== "").join("\n\n");
}

/** The text without anything that would pass for the ends of our section. */
function inert(text: string): string {
  return text.replaceAll(/(<!-- gitops-promotion):(?=begin|end)/g, "$1 ");
}

/** What stands before and after our section. */
function around(body: string): readonly [string, string] {
  const text = body.replaceAll("\r\n", "\n");
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  const isWhole =
    begin >= 0 && end > begin && text.lastIndexOf(BEGIN) === begin && text.lastIndexOf(END) === end;
  if (isWhole) return [text.slice(0, begin).trim(), text.slice(end + END.length).trim()];
  return ["", unmarked(text).trim()];
}

/** The text without the ends of our section. */
function unmarked(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll(BEGIN, "").replaceAll(END, "");
}

/** The text, at a line's end where it is too long; a code block that the cut opened is closed. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const note =
    "\n\n*The rest does not fit into a pull request's body; its files show the whole change.*";
  const head = text.slice(0, Math.max(0, length - note.length - 5));
  const lines = head.slice(0, head.lastIndexOf("\n") + 1);
  const fences = lines.match(/^```+/gm) ?? [];
  return `${lines}${fences.length % 2 === 1 ? fences.at(-1) : ""}${note}`;
}
