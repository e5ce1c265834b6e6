import { describe, expect, test } from "vitest";
import { UserError } from "../errors.ts";
import { examineFiles, examineSettings } from "./examine.ts";
import type { BranchRule, DeploymentEnvironment, Part, RepositorySettings } from "./settings.ts";

const now = new Date("2026-11-21T10:00:00Z");
const known = <T>(value: T): Part<T> => ({ known: true, value });
const denied: Part<never> = { known: false, why: "Forbidden; it needs more", isPlan: false };
const unpaid: Part<never> = { known: false, why: "Upgrade to GitHub Pro", isPlan: true };
const OURS = 7;
const ACTIONS = 15_368;
const rule = (type: string, more: Partial<BranchRule> = {}): BranchRule => ({
  type,
  ruleset: 1,
  ...more,
});
const requires = (context: string, app?: number): BranchRule =>
  rule("required_status_checks", { checks: [{ context, app }] });
const named = (type: string, operator: string, text: string): BranchRule =>
  rule(type, { pattern: { operator, text, negate: false } });

/** Every rule that is asked for, and nothing in the way. */
const goodRules: readonly BranchRule[] = [
  requires("gitops/promotion", OURS),
  rule("pull_request", { codeOwners: true }),
  rule("non_fast_forward"),
  rule("deletion"),
];
const needed = ["contents", "pull_requests", "statuses", "checks", "deployments", "members"];
const goodPermissions = Object.fromEntries(needed.map((name) => [name, "write"]));
const goodEnvironment: DeploymentEnvironment = {
  refs: known([{ pattern: "main", isTag: false }]),
  hasReviewers: false,
  waitMinutes: 0,
};
const good: RepositorySettings = {
  repository: "acme/gitops",
  isArchived: false,
  branch: "main",
  allowsAutoMerge: true,
  mergeMethods: ["squash", "merge", "rebase"],
  token: { kind: "app", login: "doctor[bot]" },
  rules: known(goodRules),
  protection: known([]),
  promotionBranch: { name: "promote/a", rules: known([]) },
  rulesets: new Map([[1, known({ name: "main", apps: [OURS] })]]),
  environments: new Map([["gitops-deploy", known(goodEnvironment)]]),
  actions: known({ isEnabled: true, allowed: "all", needsSha: false }),
  workflowToken: known({ isWriteByDefault: false, mayApprove: false }),
  ownerFaults: known([]),
  app: { appId: OURS, slug: "deploy-bot", permissions: goodPermissions },
};

const SWEEP = `on:
  schedule:
    - cron: "17 * * * *"
  push:
    branches: [main]
jobs:
  sweep:
    uses: acme/gitops-actions/.github/workflows/sweep.yml@v1
`;
const CONFIG = `version: 1
layout: apps/{app}/overlays/{env}
environments:
  dev: { delivery: commit }
  staging: { from: dev, merge: auto }
apps:
  cart: { repository: acme/cart }
`;
const files = {
  ".github/CODEOWNERS": "* @acme/platform\n",
  ".github/workflows/sweep.yml": SWEEP,
  ".gitops/promotion.yaml": CONFIG,
  "apps/cart/overlays/dev/kustomization.yaml": "images: [{ name: cart, newTag: v1 }]\n",
  "apps/cart/overlays/staging/kustomization.yaml": "images: [{ name: cart, newTag: v1 }]\n",
};
const none = { paths: [], texts: new Map<string, string>(), unread: new Map<string, string>() };
const options = { onlyApp: "gitops", configPath: ".gitops/promotion.yaml", now };

interface Scene extends Partial<RepositorySettings> {
  readonly files?: Readonly<Record<string, string>>;
}

/** What is found beside what is said of every repository, a line each. */
function found({ files: more = {}, ...settings }: Scene): readonly string[] {
  const texts = new Map(Object.entries({ ...files, ...more }));
  const examined = examineFiles({ ...none, paths: [...texts.keys()], texts }, options);
  const all = [...examined.findings, ...examineSettings({ ...good, ...settings }, examined)];
  return all
    .filter(({ message }) => !message.startsWith("the settings were read as"))
    .map(({ severity, place, message }) => {
      const at = place?.file === undefined ? "" : `${place.file}:${place.line ?? ""} `;
      return `${severity} ${at}${message}`;
    });
}

const withRules = (...more: readonly BranchRule[]): Scene => ({
  rules: known([...goodRules, ...more]),
});
const without = (type: string, ...instead: readonly BranchRule[]): Scene => ({
  rules: known([...goodRules.filter((one) => one.type !== type), ...instead]),
});
const ruleset = (apps: readonly number[] | undefined): Scene => ({
  rulesets: new Map([[1, known({ name: "main", apps })]]),
});
const onPromotions = (...rules: readonly BranchRule[]): Scene => ({
  promotionBranch: { name: "promote/a", rules: known(rules) },
});
const environment = (more: Partial<DeploymentEnvironment>): Scene => ({
  environments: new Map([["gitops-deploy", known({ ...goodEnvironment, ...more })]]),
});
const installed = (permissions: Readonly<Record<string, string>>): Scene => ({
  app: { appId: OURS, slug: "deploy-bot", permissions: { ...goodPermissions, ...permissions } },
});
const refs = (...patterns: readonly string[]): Scene =>
  environment({
    refs: known(
      patterns.map((pattern) => ({
        pattern: pattern.replace("tag:", ""),
        isTag: pattern.startsWith("tag:"),
      })),
    ),
  });
const policy = (more: Partial<{ isEnabled: boolean; allowed: "selected"; needsSha: boolean }>) => ({
  actions: known({ isEnabled: true, allowed: "all" as const, needsSha: false, ...more }),
});
/** A workflow of the repository's own. */
const runs = (on: string, job: string): Readonly<Record<string, string>> => ({
  ".github/workflows/own.yml": `on: ${on}\njobs:\n  ${job}\n`,
});
const merged = (merge: string): Readonly<Record<string, string>> => ({
  ".gitops/promotion.yaml": CONFIG.replace("merge: auto", merge),
});

test("nothing is found in a repository in order", () => {
  expect(found({})).toEqual([]);
});

test("rules are looked at though the config does not hold", () => {
  const broken = { ".gitops/promotion.yaml": "version: 2\n" };

  expect(found({ ...without("pull_request"), files: broken })).toEqual([
    expect.stringContaining("error .gitops/promotion.yaml:1 "),
    expect.stringContaining("warning no rule of main requires a pull request"),
  ]);
});

describe("one thing is found: who may go past the gates", () => {
  test.each<[string, Scene, string]>([
    ["archived", { isArchived: true }, "error acme/gitops is archived"],
    [
      "no plan for rules",
      { rules: unpaid, protection: known([]), promotionBranch: { name: "x", rules: unpaid } },
      "error the plan of acme/gitops has neither rulesets nor branch protection",
    ],
    [
      "no roll-up",
      without("required_status_checks"),
      "error no rule of main requires the status gitops/promotion",
    ],
    [
      "a roll-up from anybody",
      without("required_status_checks", requires("gitops/promotion")),
      "error main requires gitops/promotion from anybody",
    ],
    [
      "a roll-up from any workflow",
      without("required_status_checks", requires("gitops/promotion", ACTIONS)),
      "error main requires gitops/promotion from GitHub Actions, which is any workflow",
    ],
    [
      "a roll-up from another App",
      without("required_status_checks", requires("gitops/promotion", 8)),
      "error main takes gitops/promotion from the App with the id 8 only, and the App given here is deploy-bot with the id 7",
    ],
    [
      "an App that cannot be compared",
      { app: undefined },
      "notice main takes gitops/promotion from the App with the id 7 only; whether that is",
    ],
    ["no pull request", without("pull_request"), "warning no rule of main requires a pull request"],
    [
      "owners who are not asked",
      without("pull_request", rule("pull_request")),
      "notice main does not require the review of code owners",
    ],
    ["force pushes", without("non_fast_forward"), "warning no rule of main forbids force pushes:"],
    ["deletion", without("deletion"), "warning no rule of main forbids its deletion:"],
    [
      "an environment that is not there",
      { environments: new Map([["gitops-deploy", known(undefined)]]) },
      "error .github/workflows/sweep.yml: takes the App's key from the environment gitops-deploy, which is not there",
    ],
    [
      "an environment for every branch",
      environment({ refs: "all" }),
      "error environment gitops-deploy holds the App's key, and every branch may use it",
    ],
    [
      "an environment for more branches",
      refs("main", "release/*", "tag:v*"),
      `error environment gitops-deploy holds the App's key, and also branches "release/*", tags "v*" may use it`,
    ],
    [
      "protected branches without branch protection",
      environment({ refs: "protected" }),
      "error environment gitops-deploy is kept to protected branches, and no branch protection holds",
    ],
    [
      "workflows that may approve",
      { workflowToken: known({ isWriteByDefault: false, mayApprove: true }) },
      "warning workflows may approve pull requests with their own token",
    ],
    [
      "workflows that write by default",
      { workflowToken: known({ isWriteByDefault: true, mayApprove: false }) },
      "warning the token of workflows that name no permissions may write",
    ],
    [
      "an App that may change the rules",
      installed({ administration: "write" }),
      "warning the installation of deploy-bot has administration: write",
    ],
    [
      "an owner without access",
      { ownerFaults: known([{ path: ".github/CODEOWNERS", line: 1, message: "Unknown owner" }]) },
      "error .github/CODEOWNERS:1 GitHub passes over this line: Unknown owner",
    ],
  ])("%s", (_, scene, expected) => {
    expect(found(scene)).toEqual([expect.stringContaining(expected)]);
  });
});

describe("one thing is found: what would be refused, or wait for ever", () => {
  test.each<[string, Scene, string]>([
    [
      "commits that the App may not make",
      ruleset([]),
      "error main wants statuses before the commit is there, a pull request, and dev is written by commits, which the App may not",
    ],
    [
      "a bypass that is not shown",
      ruleset(undefined),
      "notice main wants statuses before the commit is there, a pull request, and dev is written by commits; whether the App may bypass",
    ],
    [
      "a promotion branch that may not be made",
      {
        ...onPromotions(rule("creation", { ruleset: 2 })),
        rulesets: new Map([...good.rulesets, [2, known({ name: "names", apps: [] })]]),
      },
      "error a ruleset for branches such as promote/a wants that nobody creates it",
    ],
    [
      "a promotion branch that may perhaps not be moved",
      onPromotions(rule("non_fast_forward", { ruleset: 2 })),
      "warning a ruleset for branches such as promote/a wants no force pushes",
    ],
    [
      "a name that is refused",
      onPromotions(named("branch_name_pattern", "starts_with", "feature/")),
      'error ruleset 1 (branch_name_pattern: starts_with "feature/") refuses branches such as promote/a',
    ],
    [
      "a name that only GitHub can judge",
      onPromotions(named("branch_name_pattern", "regex", "^f")),
      'notice ruleset 1 (branch_name_pattern: regex "^f") may refuse branches such as promote/a',
    ],
    [
      "words of commits",
      withRules(named("commit_message_pattern", "starts_with", "JIRA-")),
      'notice ruleset 1 (commit_message_pattern: starts_with "JIRA-") may refuse what the suite commits',
    ],
    [
      "a queue that is merged past",
      { ...withRules(rule("merge_queue")), files: runs("merge_group", "a: {}") },
      "error .gitops/promotion.yaml: main has a merge queue and staging says `merge: auto`",
    ],
    [
      "a queue that nothing answers",
      { ...withRules(rule("merge_queue")), files: merged("merge: queue") },
      "error main has a merge queue and no workflow here runs on merge_group",
    ],
    [
      "no queue",
      { files: merged("merge: queue") },
      "error .gitops/promotion.yaml: staging says `merge: queue`, and main has no merge queue",
    ],
    [
      "another merge method",
      withRules(rule("pull_request", { mergeMethods: ["merge"] })),
      "error promotions are merged by squash, the first of squash, merge and rebase that the settings of acme/gitops allow, and main wants only merge",
    ],
    [
      "linear history",
      { ...withRules(rule("required_linear_history")), mergeMethods: ["merge"] },
      "error promotions are merged by merge, the first of squash, merge and rebase that the settings of acme/gitops allow, and main wants linear history",
    ],
    [
      "signatures and rebase",
      { ...withRules(rule("required_signatures")), mergeMethods: ["rebase"] },
      "error promotions are merged by rebase, the first of squash, merge and rebase that the settings of acme/gitops allow, and main wants signatures",
    ],
    [
      "up to date",
      withRules(rule("required_status_checks", { checks: [], strict: true })),
      "warning main wants branches to be up to date",
    ],
    [
      "deployments",
      withRules(rule("required_deployments")),
      "warning main wants deployments of the pull request's own commit",
    ],
    ["auto-merge", { allowsAutoMerge: false }, "notice acme/gitops does not allow auto-merge"],
    [
      "a check that nobody reports",
      withRules(requires("build")),
      'warning main requires the check "build", and no workflow here reports it',
    ],
    [
      "a check that no workflow reports",
      withRules(requires("build", ACTIONS)),
      'error main requires the check "build", and no workflow here reports it on pull requests: promotions wait for it for ever',
    ],
    [
      "a check of pushes to main",
      {
        ...withRules(requires("build")),
        files: runs("{ push: { branches: [main] } }", "build: {}"),
      },
      'warning main requires the check "build", and no workflow here reports it',
    ],
    [
      "a check of some paths",
      {
        ...withRules(requires("build")),
        files: runs("{ pull_request: { paths: [src/**] } }", "build: {}"),
      },
      'warning .github/workflows/own.yml:1 the required check "build" runs only when certain files change',
    ],
    [
      "an environment that main may not use",
      refs(),
      "error environment gitops-deploy may not be used by main",
    ],
    [
      "reviewers",
      environment({ hasReviewers: true }),
      "warning environment gitops-deploy holds back the runs that use the App's key: a person has to approve",
    ],
    [
      "a timer",
      environment({ waitMinutes: 5 }),
      "warning environment gitops-deploy holds back the runs that use the App's key: each waits 5 minutes",
    ],
    [
      "runs that the environment turns away",
      { files: { ".github/workflows/sweep.yml": SWEEP.replace("push:", "deployment_status:") } },
      "warning .github/workflows/sweep.yml:4 runs on deployment_status are not of main",
    ],
    [
      "a permission that the App lacks",
      installed({ checks: "read" }),
      "error the installation of deploy-bot has checks: read, and needs checks: write",
    ],
    ["Actions turned off", policy({ isEnabled: false }), "error Actions are turned off"],
    [
      "selected actions",
      policy({ allowed: "selected" }),
      "notice of actions and callable workflows only those that are listed may run here",
    ],
    [
      "a tag where a commit is wanted",
      policy({ needsSha: true }),
      "error .github/workflows/sweep.yml:8 acme/gitops-actions/.github/workflows/sweep.yml@v1 is not pinned",
    ],
  ])("%s", (_, scene, expected) => {
    expect(found(scene)).toEqual([expect.stringContaining(expected)]);
  });
});

test("signatures are told of where a token may be a person's, beside what such a token means", () => {
  const job = "a: { steps: [{ uses: x/y/update-overlay@v1, with: { github-token: pat } }] }";

  expect(found({ ...withRules(rule("required_signatures")), files: runs("push", job) })).toEqual([
    expect.stringContaining("notice .github/workflows/own.yml:3 update-overlay is given a token"),
    expect.stringContaining("warning .github/workflows/own.yml:3 main takes signed commits only"),
  ]);
});

describe("nothing is found", () => {
  test.each<[string, Scene]>([
    ["of a check that another App reports", withRules(requires("scan", 99))],
    [
      "of a check that a job reports",
      { ...withRules(requires("build")), files: runs("pull_request", "build: {}") },
    ],
    [
      "of a check by the job's name",
      {
        ...withRules(requires("Build it")),
        files: runs("[pull_request]", "b: { name: Build it }"),
      },
    ],
    [
      "of a check of a matrix",
      {
        ...withRules(requires("test (20)")),
        files: runs("pull_request", "test: { strategy: { matrix: { node: [20] } } }"),
      },
    ],
    [
      "of a check with an expression in its name",
      {
        ...withRules(requires("test on linux")),
        files: runs("pull_request", `t: { name: "test on $\{{ matrix.os }}" }`),
      },
    ],
    [
      "of a check of a workflow that is called",
      {
        ...withRules(requires("check / check")),
        files: runs(
          "pull_request",
          "check: { uses: a/b/.github/workflows/check-promotion.yml@v1 }",
        ),
      },
    ],
    [
      "of a check on every push",
      { ...withRules(requires("build")), files: runs("push", "build: {}") },
    ],
    [
      "of rules that branch protection has",
      {
        rules: known([]),
        protection: known(goodRules.map((one) => ({ ...one, ruleset: undefined }))),
        files: { ".gitops/promotion.yaml": CONFIG.replace("commit", "pull-request") },
      },
    ],
    [
      "of protected branches with branch protection",
      {
        ...environment({ refs: "protected" }),
        protection: known([rule("non_fast_forward", { ruleset: undefined })]),
      },
    ],
    ["of a name that fits", onPromotions(named("branch_name_pattern", "contains", "/"))],
    ["of signatures with an App", withRules(rule("required_signatures"))],
    [
      "of a commit where one is wanted",
      {
        ...policy({ needsSha: true }),
        files: { ".github/workflows/sweep.yml": SWEEP.replace("@v1", `@${"a".repeat(40)}`) },
      },
    ],
    [
      "of a queue that is used",
      {
        ...withRules(rule("merge_queue")),
        files: { ...merged("merge: queue"), ...runs("merge_group", "a: {}") },
      },
    ],
  ])("%s", (_, scene) => {
    expect(found(scene)).toEqual([]);
  });
});

describe("what could not be read is told, and not taken for missing", () => {
  test.each<[string, Scene, string]>([
    [
      "together where the reason is one",
      { actions: denied, workflowToken: denied },
      "which actions may run; what workflows may do with their own token",
    ],
    ["rules", { rules: denied }, "what rulesets demand of main"],
    ["branch protection", { protection: denied }, "what branch protection demands of main"],
    [
      "branches of an environment",
      environment({ refs: denied }),
      "who may use the environment gitops-deploy",
    ],
    [
      "an environment",
      { environments: new Map([["gitops-deploy", denied]]) },
      "who may use the environment gitops-deploy",
    ],
  ])("%s", (_, scene, what) => {
    expect(found(scene)).toEqual([`notice not looked at: ${what} (Forbidden; it needs more)`]);
  });

  test("the repository itself", () => {
    const error = new UserError("github-not-found", "it does not exist", { hint: "Look." });

    expect(examineSettings(error, examineFiles(none, options))).toEqual([
      { severity: "error", place: {}, message: "it does not exist", fix: "Look." },
    ]);
  });
});
