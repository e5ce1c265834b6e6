import { freezesOf, isInForce, locksOf, type Stop } from "../policy/index.ts";
import type { RepositoryView } from "./plan.ts";
import { touchesOf } from "./pull-request/touch.ts";

/** A commit on the base branch. */
export interface BranchCommit {
  readonly oid: string;
  /** The first line of its message. */
  readonly subject: string;
  /** Login, or the name where there is no login. */
  readonly author: string;
  readonly isBot: boolean;
  /** When it came onto the branch, as well as that is known. */
  readonly at: Date;
  /** Every path that it adds, changes or removes. */
  readonly paths: readonly string[];
}

/** A commit that touches an environment while that is frozen or locked. */
export interface FrozenCommit {
  readonly commit: BranchCommit;
  /** What it touches, `prod-eu/checkout`; an environment's name alone for what all its apps share. */
  readonly touched: readonly string[];
  /** The freezes and locks that were in force. */
  readonly stops: readonly Stop[];
}

/**
 * The commits that touch a frozen environment, in the order given: of whatever bot, and of people, who are
 * told apart by `commit.isBot`. The gates see pull requests alone; this sees what was pushed past them. An
 * exception that the freeze records lets a commit through.
 */
export function frozenCommits(
  commits: readonly BranchCommit[],
  where: { readonly view: RepositoryView; readonly onlyApp: string },
): readonly FrozenCommit[] {
  const { config, lock } = where.view;
  return commits.flatMap((commit) => {
    const found = touchesOf(commit.paths, where).flatMap(({ app, environment, of }) => {
      const freezes = freezesOf(config.freezes, { app, environment });
      const stops = [...freezes, ...locksOf(lock, environment)].filter((stop) =>
        isInForce(stop, commit.at),
      );
      const touched = of === "app" ? `${environment}/${app}` : environment;
      return stops.length === 0 ? [] : [{ touched, stops }];
    });
    if (found.length === 0) return [];
    const stops = [...new Set(found.flatMap((one) => one.stops))];
    return [{ commit, touched: found.map(({ touched }) => touched), stops }];
  });
}

/**
 * Whether a commit's author is a bot, as far as a name and an address tell: `[bot]` is GitHub's mark of an
 * App. `actors` are the logins that the policy trusts.
 */
export function isBotAuthor(
  { name, email }: { readonly name: string; readonly email: string },
  actors: readonly string[],
): boolean {
  if (/\[bot\]/.test(name) || /\[bot\]@/.test(email)) return true;
  if (actors.includes(name)) return true;
  return AUTOMATION.test(name) || AUTOMATION.test(email.slice(0, email.indexOf("@")));
}

/** Names under which controllers and updaters commit with credentials of their own. */
const AUTOMATION =
  /^(?:flux(?:cd)?(?:bot|[-_ ]?image.*)?|weave-?flux|argocd-image-updater|argo-?cd|jenkins|renovate(?:[-_ ]bot)?|dependabot|github-actions|gitlab-ci|kargo(?:-.*)?)$/i;
