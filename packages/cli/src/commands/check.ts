import { UserError } from "@gitops-actions/core/errors";
import {
  type BranchCommit,
  type FrozenCommit,
  frozenCommits,
  isBotAuthor,
} from "@gitops-actions/core/promotion";
import { git } from "../git.ts";
import type { WorkingCopy } from "../repository.ts";
import type { Screen } from "../screen.ts";

/**
 * `gitops check BASE..HEAD`: the commits of a range that touch a frozen or locked environment. One by a bot
 * makes it fail; one by a person is shown. Who a commit is by, and when, is what the commit says.
 * @throws `input-invalid` for what git does not take for a range
 */
export function check(
  { folder, view, onlyApp }: WorkingCopy,
  range: string,
  { screen, json }: { readonly screen: Screen; readonly json: boolean },
): void {
  const commits = commitsIn(folder, range, view.config.trustedActors);
  const found = frozenCommits(commits, { view, onlyApp });
  const bots = found.filter(({ commit }) => commit.isBot);
  if (json) screen.write(`${JSON.stringify(found, null, 2)}\n`);
  else screen.write(report(found, { commits, screen }));
  if (bots.length > 0) process.exitCode = 1;
}

function report(
  found: readonly FrozenCommit[],
  { commits, screen }: { readonly commits: readonly BranchCommit[]; readonly screen: Screen },
): string {
  const looked = `${commits.length} ${commits.length === 1 ? "commit" : "commits"} looked at`;
  if (found.length === 0) return `Nothing entered a frozen environment; ${looked}.\n`;
  const entries = found.map(({ commit, touched, stops }) => {
    const mark = commit.isBot ? screen.paint("red", "error") : screen.paint("yellow", "notice");
    const reasons = stops.map(({ reason }) => reason).join("; ");
    return `${mark} ${commit.oid.slice(0, 12)} ${commit.subject}\n  by ${commit.author} at ${commit.at.toISOString()} to ${touched.join(", ")} (${reasons})\n`;
  });
  const bots = found.filter(({ commit }) => commit.isBot).length;
  const advice =
    bots === 0
      ? ""
      : "Revert them, or record who approved it as an exception of the freeze: freezes[].except in .gitops/promotion.yaml.\n";
  return `${entries.join("")}${bots} by bots, ${found.length - bots} by people; ${looked}.\n${advice}`;
}

/** Commits of the first line of descent, each with all that it brought; newest first. */
function commitsIn(
  folder: string,
  range: string,
  actors: readonly string[],
): readonly BranchCommit[] {
  const output = git(folder, [
    "log",
    "--first-parent",
    "--diff-merges=first-parent",
    "--no-renames",
    "--name-only",
    "-z",
    // No path begins with a slash, so that neither a subject nor a file can pass for a commit.
    "--format=/%H%x00%an%x00%ae%x00%cI%x00%s",
    "--end-of-options",
    range,
    "--",
  ]);
  if (output === undefined) {
    throw new UserError("input-invalid", `git knows no commits ${JSON.stringify(range)} here`, {
      hint: "Write BASE..HEAD, and fetch enough of the history: fetch-depth: 0.",
    });
  }
  return readLog(output, actors);
}

function readLog(output: string, actors: readonly string[]): readonly BranchCommit[] {
  const parts = output.split("\0");
  const commits: BranchCommit[] = [];
  for (let at = 0; at < parts.length - 1; at += 5) {
    const [oid = "", name = "", email = "", date = "", subject = ""] = parts.slice(at, at + 5);
    const paths: string[] = [];
    for (let next = parts[at + 5]; next && !next.startsWith("/"); next = parts[at + 5]) {
      paths.push(next.replace(/^\n/, ""));
      at += 1;
    }
    const isBot = isBotAuthor({ name, email }, actors);
    commits.push({ oid: oid.slice(1), subject, author: name, isBot, at: new Date(date), paths });
  }
  return commits;
}
