import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createArgocd } from "@gitops-actions/adapters/argocd";
import type { BranchSnapshot, Client, Patience } from "@gitops-actions/adapters/github";
import {
  type Cluster,
  createKubernetes,
  eksToken,
  readKubeconfig,
} from "@gitops-actions/adapters/kubernetes";
import type { MetricSources } from "@gitops-actions/adapters/prometheus";
import {
  type AwsKeys,
  awsKeys,
  mask,
  type Report,
  type Runner,
} from "@gitops-actions/adapters/runner";
import { UserError } from "@gitops-actions/core/errors";
import type { OutputName } from "./action.gen.ts";
import { createArgocdSource } from "./argocd-source.ts";
import { readClusterTemplates } from "./cluster-templates.ts";
import { createGitHubSource } from "./github-source.ts";
import type { Inputs, Request } from "./inputs.ts";
import { createKubernetesSource } from "./kubernetes-source.ts";
import { main, type Ports } from "./main.ts";

/** What there is before the rest is loaded. */
export interface Begun {
  readonly inputs: Inputs;
  readonly runner: Runner;
  readonly patience: Patience;
  readonly client: Client;
  readonly first: Promise<BranchSnapshot>;
}

/** Builds the adapters and hands them to main. */
export async function compose(request: Request, begun: Begun): Promise<Report<OutputName>> {
  const { inputs, runner } = begun;
  const { context, log, signal } = runner;
  const over = new AbortController();
  const lasting = AbortSignal.any([signal, over.signal]);
  const cluster = clusterOf(inputs);
  const kubernetes = cluster && createKubernetes(cluster, { signal: lasting });
  const clock = (): Date => new Date();
  const watched =
    kubernetes && createKubernetesSource(kubernetes, { request, signal: lasting, clock });
  const source: Ports["source"] = (client, trustedActors) => {
    if (watched !== undefined) return watched;
    if (inputs.argocdServer === undefined) {
      return createGitHubSource(client, { request, trustedActors });
    }
    const token = inputs.argocdToken ?? "";
    const server = { server: inputs.argocdServer, token, tls: { ca: inputs.argocdCa } };
    return createArgocdSource(createArgocd(server, { signal: lasting }), { request });
  };
  try {
    return await main(request, {
      ...begun,
      log,
      signal,
      clock,
      metrics: metricSources(inputs),
      source,
      cluster: kubernetes && watched && { kubernetes, source: watched },
      clusterTemplates: async (namespace) =>
        kubernetes === undefined ? [] : readClusterTemplates(kubernetes, namespace),
      keep(evidence) {
        const { environment, apps } = request;
        const what = apps.length === 1 ? `${environment}-${apps[0]}` : environment;
        const path = join(context.temp, `verification-${what}.json`);
        writeFileSync(path, `${JSON.stringify(evidence, undefined, 2)}\n`);
        return path;
      },
    });
  } finally {
    over.abort(); // ends the watches, which would keep the process alive
  }
}

/** The cluster that the inputs lead to; undefined when they name none. */
function clusterOf(inputs: Inputs): Cluster | undefined {
  const { kubeconfig, kubernetesServer, kubernetesCa, kubernetesToken, eksCluster } = inputs;
  if (kubeconfig !== undefined) {
    const cluster = readKubeconfig(kubeconfig, inputs.kubernetesContext);
    for (const secret of cluster.secrets) mask(secret);
    return cluster;
  }
  if (kubernetesServer === undefined) return undefined;
  const tls = { ca: pemOf(kubernetesCa) };
  const base = { server: kubernetesServer, tls, namespace: undefined, secrets: [] };
  if (eksCluster !== undefined) {
    const session = awsKeys(process.env) ?? missingSession();
    return { ...base, authorization: () => `Bearer ${maskedEksToken(eksCluster, session)}` };
  }
  const header = kubernetesToken === undefined ? undefined : `Bearer ${kubernetesToken}`;
  return { ...base, authorization: () => header };
}

function maskedEksToken(cluster: string, session: AwsKeys): string {
  const token = eksToken(cluster, { session, now: new Date() });
  mask(token);
  return token;
}

function missingSession(): never {
  throw new UserError("environment-missing", "eks-cluster is given, and there is no AWS session", {
    hint: "Log in before, with oidc-login: it leaves AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and AWS_REGION to the job.",
  });
}

/** Clouds hand out certificates in base64; kubectl and people write PEM. */
function pemOf(text: string | undefined): string | undefined {
  if (text === undefined || text.includes("-----BEGIN")) return text;
  return Buffer.from(text, "base64").toString("utf8");
}

function metricSources(inputs: Inputs): MetricSources {
  const { prometheusUrl, prometheusToken, prometheusUser, prometheusPassword } = inputs;
  const pair = `${prometheusUser ?? ""}:${prometheusPassword ?? ""}`;
  const basic = `Basic ${Buffer.from(pair).toString("base64")}`;
  if (prometheusToken !== undefined && prometheusUser !== undefined) {
    throw new UserError(
      "input-conflict",
      '"prometheus-token" and "prometheus-user" exclude each other',
      {
        hint: "Leave one of them out.",
      },
    );
  }
  if (prometheusUser !== undefined) mask(basic.slice("Basic ".length));
  return {
    prometheusUrl,
    authorization:
      prometheusToken !== undefined
        ? `Bearer ${prometheusToken}`
        : prometheusUser === undefined
          ? undefined
          : basic,
    tls: { ca: inputs.prometheusCa },
    allowedHosts: inputs.allowedHosts,
  };
}
