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
  const { before, old, after } = parts(body);
  const ticked = new Set([...old.matchAll(TICKED)].map(([, label]) => label));
  const ours = inert(section).replaceAll(/^- \[ \] (.+)$/gm, (line, label: string) =>
    ticked.has(label) ? `- [x] ${label}` : line,
  );
  const room = MAX_CHARACTERS - [before, BEGIN, END, after].join("\n\n").length;
  if (room < Math.min(MIN_CHARACTERS, ours.length)) return body;
  const fitting = `${BEGIN}\n${cut(ours, room)}\n${END}`;
  return [before, fitting, after].filter((text) => text !== "").join("\n\n");
}

/** The text without anything that would pass for the ends of our section. */
function inert(text: string): string {
  return text.replaceAll(/(<!-- gitops-promotion):(?=begin|end)/g, "$1 ");
}

/** Our section as it stands in a body, and what stands before and after it; without its ends nobody knows, and all of it is kept. */
function parts(body: string): {
  readonly before: string;
  readonly old: string;
  readonly after: string;
} {
  const text = body.replaceAll("\r\n", "\n");
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  const isWhole =
    begin >= 0 && end > begin && text.lastIndexOf(BEGIN) === begin && text.lastIndexOf(END) === end;
  if (!isWhole) {
    const rest = text.replaceAll(BEGIN, "").replaceAll(END, "").trim();
    return { before: "", old: rest, after: rest };
  }
  return {
    before: text.slice(0, begin).trim(),
    old: text.slice(begin + BEGIN.length, end),
    after: text.slice(end + END.length).trim(),
  };
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
