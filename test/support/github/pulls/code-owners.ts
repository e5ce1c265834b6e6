import type { Account, Team } from "../accounts.ts";
import { roleReaches } from "../accounts.ts";
import type { Repository } from "../repository.ts";
import type { State } from "../state.ts";

export type Owner = Account | Team;

export interface OwnerRule {
  readonly line: number;
  readonly source: string;
  readonly pattern: string;
  readonly owners: readonly Owner[];
}

/** A line that GitHub leaves out, and why. */
export interface OwnersError {
  readonly line: number;
  readonly column: number;
  readonly source: string;
  readonly path: string;
  readonly kind: string;
  readonly message: string;
}

export interface CodeOwners {
  readonly path: string | undefined;
  readonly rules: readonly OwnerRule[];
  readonly errors: readonly OwnersError[];
}

const places = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];
/** A larger file is ignored entirely. */
const largestFile = 3_000_000;

/**
 * The CODEOWNERS file of a branch: the first of the places it may be in. A line with anything wrong in
 * it does not count.
 * @see https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export async function codeOwners(
  state: State,
  repository: Repository,
  branch: string,
): Promise<CodeOwners> {
  for (const path of places) {
    const text = await repository.file(path, branch);
    if (text !== undefined) return parse(state, repository, { path, text });
  }
  return { path: undefined, rules: [], errors: [] };
}

/** Who owns a file: the last rule that fits; nobody where that names nobody. */
export function ownersOf({ rules }: CodeOwners, path: string): readonly Owner[] {
  return rules.findLast(({ pattern }) => fits(pattern, path))?.owners ?? [];
}

export function ownerName(owner: Owner): string {
  return owner.__typename === "Team" ? `${owner.organization.login}/${owner.slug}` : owner.login;
}

export function isOwner(owner: Owner, account: Account): boolean {
  return owner.__typename === "Team" ? owner.members.has(account) : owner === account;
}

function parse(
  state: State,
  repository: Repository,
  { path, text }: { readonly path: string; readonly text: string },
): CodeOwners {
  const rules: OwnerRule[] = [];
  const errors: OwnersError[] = [];
  const lines = text.length > largestFile ? [] : text.split(/\r?\n/);
  for (const [index, source] of lines.entries()) {
    const [pattern, ...names] = source
      .replace(/(^|\s)#.*$/, "")
      .trim()
      .split(/\s+/);
    if (!pattern) continue;
    const place = { line: index + 1, source, path };
    const owners = names.map((name) => findOwner(state, repository, name));
    const unknown = owners.indexOf(undefined);
    if (/^!|[[\]]/.test(pattern)) {
      errors.push({
        ...place,
        column: 1,
        kind: "Invalid pattern",
        message: `Invalid pattern on line ${place.line}`,
      });
    } else if (unknown >= 0) {
      const name = names[unknown] ?? "";
      const column = source.indexOf(name) + 1;
      const message = `Unknown owner on line ${place.line}: make sure ${name} exists and has write access to the repository`;
      errors.push({ ...place, column, kind: "Unknown owner", message });
    } else {
      rules.push({ ...place, pattern, owners: owners.filter((owner) => owner !== undefined) });
    }
  }
  return { path, rules, errors };
}

/** `@login`, `@org/team` or an address, each with write access. */
function findOwner(state: State, repository: Repository, name: string): Owner | undefined {
  const [, organization = "", slug = ""] = /^@([^/]+)\/(.+)$/.exec(name) ?? [];
  const team = state.accounts.team(organization, slug);
  if (team !== undefined) {
    return roleReaches(repository.teams.get(team), "write") ? team : undefined;
  }
  const account = name.startsWith("@")
    ? state.accounts.find(name.slice(1))
    : state.accounts.userByEmail(name);
  return account && roleReaches(repository.roleOf(account), "write") ? account : undefined;
}

/** As in `.gitignore`, without its negations and ranges: a pattern with a slash inside is bound to the root. */
function fits(pattern: string, path: string): boolean {
  const isBound = pattern.replace(/\/$/, "").includes("/");
  const body = pattern.replace(/^\//, "").replace(/\/$/, "/**");
  const source = body
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replace(/\*\*\/|\/\*\*|\*|\?/g, (glob) => globs[glob] ?? glob);
  // A pattern that ends in `/*` stops at files of that folder; any other also means what lies below.
  const below = body.endsWith("/*") ? "" : "(?:/.*)?";
  return new RegExp(`^${isBound ? "" : "(?:.*/)?"}${source}${below}$`).test(path);
}

const globs: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "/**": "/.*",
  "*": "[^/]*",
  "?": "[^/]",
};
