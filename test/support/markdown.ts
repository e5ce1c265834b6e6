/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  /** What stands behind the language, which here is the path of the file that it shows. */
  readonly path: string | undefined;
  readonly text: string;
}

const FENCED = /^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm;

/** The fenced blocks of a page. */
export function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(FENCED)].map(([, language = "", path, text = ""]) => ({
    language,
    path,
    text,
  }));
}

/** A link of a page, as it is written. */
export interface Link {
  /** Empty for one within the page. */
  readonly path: string;
  /** Undefined for the page as a whole. */
  readonly anchor: string | undefined;
}

/** The links of a page that stay in the repository; those in blocks are none. */
export function linksOf(page: string): readonly Link[] {
  const links = prose(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g);
  return [...links].map(([, path = "", anchor]) => ({ path, anchor }));
}

/**
 * The anchors that GitHub gives the headings of a page: lower case, without marks, hyphens for spaces, and a
 * number behind those that come again.
 */
export function anchorsOf(page: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const anchors = [...prose(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) => {
    const slug = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
  return new Set(anchors);
}

function prose(page: string): string {
  return page.replaceAll(/^```[\s\S]*?^```$/gm, "");
}
