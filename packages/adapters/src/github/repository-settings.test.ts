import type { RepositorySettings } from "@gitops-actions/core/doctor";
import { UserError } from "@gitops-actions/core/errors";
import { expect, test } from "vitest";
import type { Client } from "./client.ts";
import { GitHubFailure } from "./failure.ts";
import { readSettings } from "./repository-settings.ts";

const updateRule = {
  allowsDeletions: true,
  allowsForcePushes: true,
  requiredApprovingReviewCount: null,
  requiresCodeOwnerReviews: false,
  requiresLinearHistory: false,
  requiresSignatures: false,
};

interface Scene {
  readonly login?: string;
  readonly token?: string;
  /** `required_status_checks` of the branch, as its page has them. */
  readonly statuses?: object;
  /** What every other question is answered by. */
  readonly failure?: GitHubFailure;
}

async function read({ login = "rita", token = "", statuses, failure }: Scene) {
  const client: Client = {
    requests: 0,
    rest: async <T>(route: string) => {
      const isBranch = route.endsWith("/branches/{branch}") && !route.includes("/rules/");
      if (isBranch) return { protection: { required_status_checks: statuses } } as T; // what GitHub replies
      throw failure ?? new GitHubFailure("refused", "Forbidden", { status: 403 });
    },
    graphql: async <T>() => ({
      data: {
        viewer: { login },
        repository: { defaultBranchRef: { name: "main", refUpdateRule: updateRule } },
      } as T,
      errors: [],
    }),
  };
  const settings = await readSettings(client, {
    repository: "acme/gitops",
    question: { environments: ["gitops-deploy"], promotionBranch: "promote/a" },
    token,
    app: undefined,
    deadline: 0,
    signal: new AbortController().signal,
    say: () => {},
  });
  if (settings instanceof UserError) throw settings;
  return settings;
}

test.each<[string, string, RepositorySettings["token"]["kind"]]>([
  ["ghs_1_abc.def", "deploy-bot[bot]", "app"],
  ["ghs_1_abc.def", "github-actions[bot]", "workflow"],
  ["ghp_abc", "rita", "classic"],
  ["github_pat_abc", "rita", "fine-grained"],
  ["gho_abc", "rita", "of-a-program"],
  ["ghu_abc", "rita", "of-a-program"],
  ["0123456789", "rita", "unknown"],
])("takes %s of %s for: %s", async (token, login, kind) => {
  expect((await read({ token, login })).token).toEqual({ kind, login });
});

test.each<[string, object, object[]]>([
  [
    "an App",
    { contexts: ["a"], checks: [{ context: "a", app_id: 7 }] },
    [{ context: "a", app: 7 }],
  ],
  [
    "anybody",
    {
      contexts: ["a", "b"],
      checks: [
        { context: "a", app_id: null },
        { context: "b", app_id: -1 },
      ],
    },
    [
      { context: "a", app: undefined },
      { context: "b", app: undefined },
    ],
  ],
  ["who is not told by an old server", { contexts: ["a"] }, [{ context: "a", app: undefined }]],
])("reads branch protection that wants a status of %s", async (_, statuses, checks) => {
  const { protection } = await read({ statuses });

  expect(protection).toEqual({
    known: true,
    value: [{ type: "required_status_checks", ruleset: undefined, checks }],
  });
});

test.each<[string, GitHubFailure, object]>([
  [
    "rights that are missing",
    new GitHubFailure("refused", "Resource not accessible - https://docs.github.com/rest", {
      status: 403,
    }),
    { why: "Resource not accessible; it needs administration: read", isPlan: false },
  ],
  [
    "a plan without it",
    new GitHubFailure("refused", "Upgrade to GitHub Pro or make this repository public", {
      status: 403,
    }),
    { why: "Upgrade to GitHub Pro or make this repository public", isPlan: true },
  ],
  [
    "an outage",
    new GitHubFailure("unavailable", "Bad gateway", { status: 502 }),
    { why: "Bad gateway", isPlan: false },
  ],
])("tells %s", async (_, failure, expected) => {
  expect((await read({ failure })).actions).toEqual({ known: false, ...expected });
});
