import { UserError } from "../errors.ts";

/**
 * `owner/name` of a repository, checked.
 * @throws `repository-invalid`
 */
export function parseRepository(text: string): string {
  if (/^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/.test(text))
    return text;
  throw new UserError("repository-invalid", `is ${quoted(text)}, which is no repository`, {
    hint: 'Give it as "owner/name", without host and without ".git".',
  });
}

/**
 * A branch's name without `refs/heads/`, checked by git's rules.
 * @throws `branch-invalid`
 * @see https://git-scm.com/docs/git-check-ref-format
 */
export function parseBranch(text: string): string {
  const name = text.replace(/^refs\/heads\//, "");
  if (isRefName(name)) return name;
  throw new UserError("branch-invalid", `is ${quoted(text)}, which is no name of a branch`, {
    hint: "Give the branch as git shows it, such as main or release/1.2.",
  });
}

/** Whether git takes the text as the part of a ref behind `refs/heads/`. */
export function isRefName(name: string): boolean {
  const forbidden = /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|\/$|^\/|\.$|^-/u;
  const parts = name.split("/");
  return (
    name !== "" &&
    name !== "@" &&
    name.length <= 240 &&
    !forbidden.test(name) &&
    parts.every((part) => !part.startsWith(".") && !part.endsWith(".lock"))
  );
}

/**
 * A path of a file from the repository's root, checked: relative, no `..`, no control characters.
 * @throws `file-path-invalid`
 */
export function parsePath(text: string): string {
  const path = text.replace(/^\.\//, "");
  const parts = path.split("/");
  const clean = !/[\p{Cc}\\]/u.test(path) && path.length <= 1000;
  if (
    clean &&
    parts.every((part) => part !== "" && part !== "." && part !== ".." && part !== ".git")
  ) {
    return path;
  }
  throw new UserError(
    "file-path-invalid",
    `is ${quoted(text)}, which is no path inside the repository`,
    {
      hint: "Give a path from the repository's root, such as .gitops/promotion.yaml.",
    },
  );
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}...` : text);
}
