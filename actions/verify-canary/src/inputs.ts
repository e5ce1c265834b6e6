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
import { parseDigest } from "@gitops-actions/core/image";
import { parseLayout, parseName } from "@gitops-actions/core/layout";
import { parseBranch, parsePath, parseRepository } from "@gitops-actions/core/repository";
import type { InputName } from "./action.gen.ts";

export const inputs = {
  environment: required(parseName),
  app: optional(parseName),
  apps: lines(parseName),
  revision: optional(parseCommit),
  digest: optional(parseDigest),
  "gitops-repository": required(parseRepository),
  "gitops-branch": optional(parseBranch),
  layout: optional(parseLayout),
  config: required(parsePath),
  application: required(text),
  kustomization: optional(text),
  "helm-release": optional(text),
  kubeconfig: optional(text),
  "kubernetes-context": optional(text),
  "kubernetes-server": optional(parseAddress),
  "kubernetes-ca": optional(text),
  "kubernetes-token": optional(text),
  "eks-cluster": optional(text),
  "argocd-server": optional(parseAddress),
  "argocd-token": optional(text),
  "argocd-ca": optional(text),
  "status-contexts": lines(text),
  "trusted-actors": lines(text),
  "wait-for": required(oneOf("full", "step")),
  "canary-step": optional(wholeNumber({ min: 0, max: 1_000 })),
  mode: required(oneOf("wait", "once")),
  "timeout-seconds": required(wholeNumber({ min: 1, max: 21_600 })),
  "stall-seconds": required(wholeNumber({ min: 1, max: 21_600 })),
  "settle-seconds": required(wholeNumber({ min: 0, max: 3_600 })),
  analysis: lines(parseTemplateReference),
  "analysis-args": lines(parseArgument),
  "analysis-runs": required(oneOf("judge", "ignore")),
  "minimum-measurements": required(wholeNumber({ min: 1, max: 10_000 })),
  "on-inconclusive": required(oneOf("fail", "pass-on")),
  "no-traffic": required(oneOf("judge", "wait")),
  "prometheus-url": optional(parseAddress),
  "prometheus-token": optional(text),
  "prometheus-user": optional(text),
  "prometheus-password": optional(text),
  "prometheus-ca": optional(text),
  "allowed-hosts": lines(text),
  "on-fail": lines(oneOf("abort", "hold")),
  "on-pass": lines(oneOf("promote", "promote-full")),
  record: flag,
  "dry-run": flag,
  "github-token": optional(text),
  "app-client-id": optional(text),
  "app-private-key": optional(text),
} satisfies Parsers<InputName>;

export type Inputs = InputValues<typeof inputs>;

/** Where AnalysisTemplates are. */
export type TemplateReference =
  /** A file of the GitOps repository, and which template in it; all when it does not say. */
  | { readonly in: "repository"; readonly path: string; readonly name: string | undefined }
  /** An object of the cluster; without a namespace a ClusterAnalysisTemplate. */
  | { readonly in: "cluster"; readonly namespace: string | undefined; readonly name: string };

/** What delivers an app: an object that says which revision is applied. */
export interface Deliverer {
  readonly kind: "Application" | "Kustomization" | "HelmRelease";
  readonly namespace: string;
  readonly name: string;
}

/** What the step asks for, its inputs checked against each other. */
export interface Request {
  readonly repository: string;
  readonly branch: string | undefined;
  readonly configPath: string;
  readonly layout: string | undefined;
  readonly environment: string;
  readonly apps: readonly string[];
  readonly revision: string | undefined;
  readonly digest: string | undefined;
  /** The canary step to reach; undefined: all the way. */
  readonly step: number | undefined;
  readonly once: boolean;
  readonly timeoutSeconds: number;
  readonly stallSeconds: number;
  readonly settleSeconds: number;
  readonly analysis: readonly TemplateReference[];
  readonly analysisArgs: readonly { readonly name: string; readonly value: string }[];
  readonly judgesRuns: boolean;
  readonly minimumGood: number;
  readonly failsInconclusive: boolean;
  readonly waitsForTraffic: boolean;
  readonly statusContexts: readonly string[];
  readonly trustedActors: readonly string[];
  readonly onFail: readonly ("abort" | "hold")[];
  readonly onPass: readonly ("promote" | "promote-full")[];
  readonly isRecording: boolean;
  readonly dryRun: boolean;
  readonly runUrl: string;
  deliverer(app: string): Deliverer;
}

/**
 * The request behind the inputs.
 * @throws `input-missing`, `input-conflict`, `source-missing`
 */
export function toRequest(values: Inputs, context: RunContext): Request {
  refuseWithoutSource(values);
  const isInCluster = values.analysis.some((one) => one.in === "cluster");
  const isActing = values.onFail.includes("abort") || values.onPass.length > 0;
  if (isActing || isInCluster) refuseWithoutCluster(values);
  const { environment } = values;
  return {
    repository: values.gitopsRepository,
    branch: values.gitopsBranch,
    configPath: values.config,
    layout: values.layout,
    environment,
    apps: appsOf(values),
    revision: values.revision,
    digest: values.digest,
    step: stepOf(values),
    once: values.mode === "once",
    timeoutSeconds: values.timeoutSeconds,
    stallSeconds: values.stallSeconds,
    settleSeconds: values.settleSeconds,
    analysis: values.analysis,
    analysisArgs: values.analysisArgs,
    judgesRuns: values.analysisRuns === "judge",
    minimumGood: values.minimumMeasurements,
    failsInconclusive: values.onInconclusive === "fail",
    waitsForTraffic: values.noTraffic === "wait",
    statusContexts: values.statusContexts,
    trustedActors: values.trustedActors,
    onFail: values.onFail,
    onPass: values.onPass,
    isRecording: values.record,
    dryRun: values.dryRun,
    runUrl: `${context.serverUrl}/${context.repository}/actions/runs/${context.runId}`,
    deliverer: (app) => delivererOf(values, { app, environment }),
  };
}

function appsOf({ app, apps, digest, revision }: Inputs): readonly string[] {
  if (app !== undefined && apps.length > 0) throw conflict("app", "apps");
  const all = app === undefined ? [...new Set(apps)] : [app];
  if (all.length === 0) {
    throw new UserError("input-missing", 'no app is given: "app" and "apps" are empty', {
      hint: "Give app: checkout.",
    });
  }
  if (all.length > 1 && digest !== undefined) throw conflict("apps", "digest");
  if (all.length > 1 && revision !== undefined) throw conflict("apps", "revision");
  return all;
}

function stepOf({ waitFor, canaryStep }: Inputs): number | undefined {
  if (waitFor === "full" && canaryStep !== undefined) throw conflict("canary-step", "wait-for");
  if (waitFor === "step" && canaryStep === undefined) {
    throw new UserError("input-missing", 'wait-for is "step", and "canary-step" is empty', {
      hint: "Give the index of the step, from 0.",
    });
  }
  return canaryStep;
}

function delivererOf(
  { application, kustomization, helmRelease }: Inputs,
  { app, environment }: { readonly app: string; readonly environment: string },
): Deliverer {
  if (kustomization !== undefined && helmRelease !== undefined) {
    throw conflict("kustomization", "helm-release");
  }
  const fill = (template: string): string =>
    template.replaceAll("{app}", app).replaceAll("{env}", environment);
  const named = (kind: Deliverer["kind"], template: string, usual: string): Deliverer => {
    const parts = fill(template).split("/");
    return { kind, namespace: parts.at(-2) ?? usual, name: parts.at(-1) ?? "" };
  };
  if (helmRelease !== undefined) return named("HelmRelease", helmRelease, "flux-system");
  if (kustomization !== undefined) return named("Kustomization", kustomization, "flux-system");
  return named("Application", application, "argocd");
}

function refuseWithoutSource(values: Inputs): void {
  const { kubeconfig, kubernetesServer, argocdServer, argocdToken, statusContexts } = values;
  if (kubeconfig !== undefined && kubernetesServer !== undefined) {
    throw conflict("kubeconfig", "kubernetes-server");
  }
  if ((argocdServer === undefined) !== (argocdToken === undefined)) {
    throw new UserError("input-missing", "of argocd-server and argocd-token one is empty", {
      hint: "Give both. Secrets are empty in runs for forks and Dependabot.",
    });
  }
  const isThere = [kubeconfig, kubernetesServer, argocdServer].some((one) => one !== undefined);
  if (isThere || statusContexts.length > 0) return;
  throw new UserError("source-missing", "there is nowhere to look", {
    hint: "Give kubeconfig, kubernetes-server, or argocd-server; for a private cluster status-contexts. A secret that is empty in this run counts as not given.",
  });
}

function refuseWithoutCluster({ kubeconfig, kubernetesServer }: Inputs): void {
  if (kubeconfig !== undefined || kubernetesServer !== undefined) return;
  throw new UserError(
    "source-missing",
    "to act on a Rollout, or for a template in the cluster, the Kubernetes API is needed",
    {
      hint: "Give kubeconfig or kubernetes-server, with a role that allows it.",
    },
  );
}

function conflict(one: string, other: string): UserError {
  return new UserError("input-conflict", `"${one}" and "${other}" exclude each other`, {
    hint: `Leave one of them out.`,
  });
}

function parseCommit(value: string): string {
  if (/^[0-9a-f]{40}$/.test(value)) return value;
  throw new UserError("input-invalid", `is ${JSON.stringify(value)}; expected a commit`, {
    hint: "Give all 40 hex digits; update-overlay and promote hand them over as commit-sha.",
  });
}

function parseAddress(value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (url !== undefined && isWeb && url.username === "") return url;
  throw new UserError("input-invalid", `is ${JSON.stringify(value)}; expected an address`, {
    hint: "Give it with its scheme and without user or password, such as https://argocd.example.com.",
  });
}

function parseTemplateReference(value: string): TemplateReference {
  const [kind, ...names] = value.split("/");
  const [first, second] = names;
  if (kind === "AnalysisTemplate" && second !== undefined) {
    return { in: "cluster", namespace: first, name: second };
  }
  if (kind === "ClusterAnalysisTemplate" && first !== undefined) {
    return { in: "cluster", namespace: undefined, name: first };
  }
  const [path = "", name] = value.split("#");
  return { in: "repository", path: parsePath(path), name };
}

function parseArgument(value: string): { readonly name: string; readonly value: string } {
  const at = value.indexOf("=");
  if (at > 0) return { name: value.slice(0, at).trim(), value: value.slice(at + 1) };
  throw new UserError(
    "input-invalid",
    `has the line ${JSON.stringify(value)}; expected NAME=VALUE`,
    {
      hint: "Give one argument a line.",
    },
  );
}
