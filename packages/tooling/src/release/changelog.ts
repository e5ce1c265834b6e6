/**
 * What a changelog says of a version: the text below its heading, `## 1.2.3`, as far as the next one. Undefined
 * when there is no such heading, or nothing below it.
 */
export function changesOf(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((one) => one.split(/\s/, 1)[0] === version);
  return section?.replace(/^.*\n?/, "").trim() || undefined;
}
