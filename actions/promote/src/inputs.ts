import {
  flag,
  type InputValues,
  lines,
  oneOf,
  optional,
  type Parsers,
  type RunContext,
  required,
  text,
  wholeNumber,
} from "@gitops-actions/adapters/runner";
import { UserError } from "@gitops-actions/core/errors";
import type { Run } from "@gitops-actions/core/evidence";
import { parseTag } from "@gitops-actions/core/image";
import { parseName } from "@gitops-actions/core/layout";
import { branchName } from "@gitops-actions/core/promotion/pull-request";
import { parseBranch, parsePath, parseRepository } from "@gitops-actions/core/repository";
import type { InputName } from "./action.gen.ts";

export const inputs = {
  environment: optional(parseName),
  app: optional(parseName),
  apps: lines(parseName),
  train: optional(parseName),
  "from-environment": optional(parseName),
  "image-tag": optional(parseTag),
  mode: required(oneOf("promote", "check")),
  "gitops-repository": required(parseRepository),
  "gitops-branch": optional(parseBranch),
  "from-repository": optional(parseRepository),
  config: required(parsePath),
  "branch-template": required(parseBranchTemplate),
  "title-template": required(text),
  labels: lines(parseLabel),
  reviewers: lines(parseReviewer),
  "team-reviewers": lines(parseReviewer),
  draft: flag,
  "auto-merge": flag,
  risk: optional(oneOf("low", "medium", "high")),
  rollback: optional(text),
  "change-ticket": optional(parseTicket),
  evidence: lines(text),
  "trusted-root": optional(text),
  "dry-run": flag,
  "timeout-seconds": required(wholeNumber({ min: 1, max: 21_600 })),
  "github-token": optional(text),
  "app-client-id": optional(text),
  "app-private-key": optional(text),
} satisfies Parsers<InputName>;

export type Inputs = InputValues<typeof inputs>;

/** What is to be promoted: one thing somebody named, or everything there is. */
export type Wish =
  | { readonly kind: "apps"; readonly apps: readonly string[] }
  | { readonly kind: "train"; readonly train: string }
  | { readonly kind: "all" };

/** What the step asks for, its inputs checked against each other. */
export interface Request {
  readonly repository: string;
  readonly branch: string | undefined;
  readonly fromRepository: string | undefined;
  readonly configPath: string;
  readonly wish: Wish;
  /** Undefined: every environment that has an upstream. */
  readonly environment: string | undefined;
  readonly fromEnvironment: string | undefined;
  readonly imageTag: string | undefined;
  readonly branchTemplate: string;
  readonly titleTemplate: string;
  readonly labels: readonly string[];
  readonly reviewers: { readonly users: readonly string[]; readonly teams: readonly string[] };
  readonly draft: boolean;
  readonly autoMerge: boolean;
  readonly risk: Inputs["risk"];
  readonly rollback: string | undefined;
  readonly changeTicket: string | undefined;
  readonly evidence: readonly string[];
  readonly dryRun: boolean;
  readonly run: Run;
  /** The person or App that started the run. */
  readonly actor: string;
}

/** The request behind the inputs. @throws `input-conflict`, `input-missing` */
export function toRequest(values: Inputs, context: RunContext): Request {
  const wish = toWish(values);
  const { environment, imageTag, fromEnvironment } = values;
  if (wish.kind !== "all" && environment === undefined) {
    throw new UserError("input-missing", '"environment" is empty while an app or train is named', {
      hint: "Name the environment to promote it into.",
    });
  }
  if (imageTag !== undefined && (wish.kind !== "apps" || wish.apps.length !== 1)) {
    throw conflict("image-tag", 'It belongs to one "app".');
  }
  if (fromEnvironment !== undefined && environment === undefined) {
    throw conflict("from-environment", 'It belongs to one "environment".');
  }
  return {
    repository: values.gitopsRepository,
    branch: values.gitopsBranch,
    fromRepository: values.fromRepository,
    configPath: values.config,
    wish,
    environment,
    fromEnvironment,
    imageTag,
    branchTemplate: values.branchTemplate,
    titleTemplate: values.titleTemplate,
    labels: values.labels,
    reviewers: toReviewers([...values.reviewers, ...values.teamReviewers.map(asTeam)]),
    draft: values.draft,
    autoMerge: values.autoMerge,
    risk: values.risk,
    rollback: values.rollback,
    changeTicket: values.changeTicket,
    evidence: values.evidence,
    dryRun: values.dryRun,
    run: {
      repository: context.repository,
      workflow: context.workflow,
      number: context.runNumber,
      attempt: context.runAttempt,
      url: `${context.serverUrl}/${context.repository}/actions/runs/${context.runId}`,
    },
    actor: context.actor,
  };
}

function toWish({ app, apps, train }: Inputs): Wish {
  const given = [app !== undefined, apps.length > 0, train !== undefined].filter(Boolean);
  if (given.length > 1) throw conflict("app, apps or train", "Give one of them.");
  if (train !== undefined) return { kind: "train", train };
  if (app !== undefined) return { kind: "apps", apps: [app] };
  return apps.length > 0 ? { kind: "apps", apps: [...new Set(apps)] } : { kind: "all" };
}

function conflict(name: string, hint: string): UserError {
  return new UserError("input-conflict", `"${name}" does not fit the other inputs`, { hint });
}

/** Users and teams of logins of which `org/team` is a team; a team's organisation is the repository's owner. */
function toReviewers(names: readonly string[]): Request["reviewers"] {
  const teams = names.filter((name) => name.includes("/"));
  return {
    users: names.filter((name) => !name.includes("/")),
    teams: [...new Set(teams.map((name) => name.slice(name.indexOf("/") + 1)))],
  };
}

/** A slug as `org/team`, whose organisation is not looked at. */
function asTeam(name: string): string {
  return name.includes("/") ? name : `/${name}`;
}

function parseReviewer(name: string): string {
  const bare = name.replace(/^@/, "");
  if (/^(?:[\w.-]+\/)?[\w.-]{1,100}(?:\[bot\])?$/.test(bare)) return bare;
  throw new UserError("input-invalid", `has ${JSON.stringify(name)}, which is no login`, {
    hint: "Give logins such as alice, or teams such as org/platform, a line each.",
  });
}

function parseLabel(name: string): string {
  if (name.length <= 50) return name;
  throw new UserError("input-invalid", `has a label of ${name.length} characters`, {
    hint: "GitHub takes labels of at most 50 characters.",
  });
}

function parseTicket(ticket: string): string {
  if (/^\S{1,80}$/.test(ticket)) return ticket;
  throw new UserError("input-invalid", `is ${JSON.stringify(ticket.slice(0, 90))}`, {
    hint: "Give the ticket's number or link, without spaces, at most 80 characters.",
  });
}

/** The template, proven to give a branch. @throws `branch-invalid` */
function parseBranchTemplate(template: string): string {
  branchName(template, { app: "app", env: "env", tag: "v1" });
  if (template.includes("{app}") && template.includes("{env}")) return template;
  throw new UserError("branch-invalid", `is ${JSON.stringify(template)}, without {app} or {env}`, {
    hint: "Each app and environment needs a branch of its own: promote/{app}-{env}-{tag}.",
  });
}
