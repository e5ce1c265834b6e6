import type { Annotation, Report } from "@gitops-actions/adapters/runner";
import { type Entry, printRun, shortImage } from "@gitops-actions/core/evidence";
import { printChange } from "@gitops-actions/core/manifest";
import type { UpdatePlan } from "@gitops-actions/core/promotion";
import { code, codeBlock, link, table } from "@gitops-actions/core/text";
import type { OutputName } from "./action.gen.ts";
import type { Request } from "./inputs.ts";
import type { Outcome } from "./outcome.ts";

/** What the step shows and hands on of an outcome. */
export function report(request: Request, outcome: Outcome): Report<OutputName> {
  const { operation, entries, superseded, diff, attempts, remote, commit, pullRequest } = outcome;
  return {
    outputs: {
      changed: entries.some(({ changes }) => changes.length > 0),
      operation,
      "commit-sha": commit?.oid,
      "commit-url": commit?.url,
      "pull-request-number": pullRequest?.number,
      "pull-request-url": pullRequest?.url,
      previous: entries.map(({ previous }) => previous).join("\n"),
      diff,
      attempts,
    },
    result: {
      operation,
      environment: request.environment,
      entries: entries.map((entry) => ({ ...entry, changed: entry.changes.length > 0 })),
      superseded,
      attempts,
      ...(remote === undefined
        ? {}
        : {
            repository: remote.repository,
            branch: remote.branch,
            head: remote.head,
            requests: remote.requests,
          }),
      ...(commit === undefined ? {} : { commit }),
      ...(pullRequest === undefined ? {} : { pullRequest }),
    },
    summary: summary(request, outcome),
    annotations: annotations(outcome),
  };
}

/** What the log says of an outcome, a line each. */
export function logLines({ environment }: Request, outcome: Outcome): readonly string[] {
  const { operation, entries, superseded, attempts, remote, commit, pullRequest } = outcome;
  const where =
    remote === undefined ? "the workspace" : `${remote.repository}, branch ${remote.branch}`;
  return [
    `Environment ${environment} in ${where}:`,
    ...entries.flatMap(({ app, image, changes }) =>
      changes.length === 0
        ? [`  ${app} runs ${image} already`]
        : changes.map((change) => `  ${printChange(change)}`),
    ),
    ...superseded.map(
      ({ app, by }) => `  ${app} was set to ${by.image} by the newer run ${printRun(by.run)}`,
    ),
    `${operation}${commit === undefined ? "" : ` ${commit.url}`}${pullRequest === undefined ? "" : ` ${pullRequest.url}`}`,
    ...(remote === undefined
      ? []
      : [
          `${attempts === 1 ? "1 attempt" : `${attempts} attempts`}, ${remote.requests} API requests as ${remote.actor}`,
        ]),
  ];
}

function annotations({ superseded, commit, remote }: Outcome): Annotation[] {
  const overtaken = superseded.map(
    ({ app, by, commitUrl }): Annotation => ({
      level: "notice",
      title: "superseded",
      message: `${app}: superseded by ${commitUrl} of the newer run ${printRun(by.run)}; nothing to do`,
    }),
  );
  if (commit?.verified !== false) return overtaken;
  const unsigned: Annotation = {
    level: "warning",
    title: "commit is not verified",
    message: `GitHub does not show ${commit.oid.slice(0, 12)} as verified: with ${remote?.token ?? "this token"} it signs only commits made by createCommitOnBranch. A GitHub App's token is signed both ways.`,
  };
  return [...overtaken, unsigned];
}

function summary(request: Request, outcome: Outcome): string {
  const { entries, superseded, diff } = outcome;
  const parts = [
    `### ${headline(request, outcome)}`,
    entries.length === 0 ? "" : table(["app", "environment", "was", "is"], entries.map(row)),
    ...superseded.map(
      ({ app, by, commitUrl }) =>
        `${code(app)} was left alone: the newer run ${code(printRun(by.run))} set it to ${code(shortImage(by.image))} in ${link("this commit", commitUrl)}.`,
    ),
    diff === "" ? "" : codeBlock("diff", diff),
    facts(outcome),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** The body of the pull request that brings a plan. */
export function pullRequestBody(
  { environment, run }: Request,
  { entries, edit }: UpdatePlan,
): string {
  const changed = entries.filter(({ changes }) => changes.length > 0);
  return [
    `Sets ${changed.length === 1 ? "one image" : `${changed.length} images`} in ${code(environment)}.`,
    table(["app", "environment", "was", "is"], changed.map(row)),
    codeBlock("diff", edit.diff),
    `Written by ${link(printRun(run), run.url)}. Running it again updates this pull request.`,
  ].join("\n\n");
}

function headline(
  { environment }: Request,
  { operation, entries, pullRequest, commit }: Outcome,
): string {
  const changed = entries.filter(({ changes }) => changes.length > 0);
  const what =
    changed.length === 1 && changed[0] !== undefined
      ? code(changed[0].app)
      : `${changed.length} images`;
  switch (operation) {
    case "committed":
      return `✅ ${what} in ${code(environment)}: ${commit === undefined ? "committed" : link("committed", commit.url)}`;
    case "pull-request-created":
      return `✅ ${what} in ${code(environment)}: opened ${pullRequest === undefined ? "a pull request" : link(`pull request #${pullRequest.number}`, pullRequest.url)}`;
    case "pull-request-updated":
      return `✅ ${what} in ${code(environment)}: updated ${pullRequest === undefined ? "its pull request" : link(`pull request #${pullRequest.number}`, pullRequest.url)}`;
    case "edited":
      return `✅ ${what} in ${code(environment)}: edited in the workspace, not committed`;
    case "planned":
      return `🔎 ${what} in ${code(environment)}: dry run, nothing was written`;
    case "superseded":
      return `⏭️ ${code(environment)}: superseded by a newer run, nothing was written`;
    case "none":
      return `✔️ ${code(environment)} runs it already, nothing was written`;
  }
}

function row({ app, environment, previous, image, changes }: Entry): string[] {
  const now = changes.length === 0 ? "no change" : code(shortImage(image));
  return [code(app), code(environment), code(shortImage(previous)), now];
}

function facts({ attempts, commit, remote }: Outcome): string {
  const lines = [
    ...(remote === undefined
      ? []
      : [
          `- ${link(remote.repository, remote.repositoryUrl)}, branch ${code(remote.branch)}, read at ${code(remote.head.slice(0, 12))}`,
        ]),
    ...(commit === undefined
      ? []
      : [`- commit ${code(commit.oid.slice(0, 12))}, ${verified(commit.verified)}`]),
    ...(attempts > 1 ? [`- ${attempts} attempts: other writers moved the branch in between`] : []),
    ...(remote === undefined
      ? []
      : [`- as ${code(remote.actor)} with ${remote.token}; ${remote.requests} API requests`]),
  ];
  return lines.join("\n");
}

function verified(state: boolean | undefined): string {
  if (state === undefined) return "GitHub did not say whether it is verified";
  return state ? "verified" : "not verified";
}
