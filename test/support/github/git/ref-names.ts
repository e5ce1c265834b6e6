/**
 * Whether git takes `name` as a full ref name (`refs/heads/main`).
 * @see https://git-scm.com/docs/git-check-ref-format
 */
export function isRefName(name: string): boolean {
  if (!name.startsWith("refs/") || name.endsWith("/") || name.endsWith(".")) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git forbids exactly these.
  if (/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\//.test(name)) return false;
  const parts = name.split("/");
  return (
    parts.length > 2 && parts.every((part) => !part.startsWith(".") && !part.endsWith(".lock"))
  );
}
