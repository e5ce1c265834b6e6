import {
  type Client,
  type CommitContents,
  compareAndSwap,
  explain,
  GitHubFailure,
  type Patience,
  readBranch,
} from "@gitops-actions/adapters/github";
import {
  explainKubernetes,
  type Kubernetes,
  KubernetesFailure,
  resourceOf,
} from "@gitops-actions/adapters/kubernetes";
import { holdPath, printHold } from "@gitops-actions/core/policy";
import { type KubeObject, listAt, textAt } from "@gitops-actions/core/verify";
import type { Request } from "./inputs.ts";
import type { KubernetesSource } from "./kubernetes-source.ts";
import type { Verification } from "./outcome.ts";

export interface ActPorts {
  readonly client: Client;
  readonly patience: Patience;
  readonly cluster:
    | { readonly kubernetes: Kubernetes; readonly source: KubernetesSource }
    | undefined;
  clock(): Date;
}

/**
 * Does what was asked for on that outcome: aborts or promotes the app's Rollouts, holds the app. Returns
 * what it did, a sentence each.
 */
export async function act(
  verification: Verification,
  request: Request,
  ports: ActPorts,
): Promise<readonly string[]> {
  const { outcome } = verification;
  const done: string[] = [];
  if (outcome === "fail" && request.onFail.includes("abort")) {
    done.push(...(await patchRollouts(verification, { ports, change: abortion })));
  }
  if (outcome === "fail" && request.onFail.includes("hold")) {
    done.push(await hold(verification, request, ports));
  }
  if (outcome === "pass" && request.onPass.length > 0) {
    const isFull = request.onPass.includes("promote-full");
    done.push(
      ...(await patchRollouts(verification, { ports, change: isFull ? fullPromotion : promotion })),
    );
  }
  return done;
}

/** A change of a Rollout's status, in words and as a patch; undefined when there is nothing to change. */
type Change = (
  rollout: KubeObject,
) => { readonly what: string; readonly status: object } | undefined;

function abortion(): ReturnType<Change> {
  return { what: "aborted", status: { abort: true } };
}

/** As `kubectl argo rollouts promote`: a pause ends; what does not pause goes on by itself. */
function promotion(rollout: KubeObject): ReturnType<Change> {
  const isPaused = listAt(rollout, "status", "pauseConditions").length > 0;
  return isPaused ? { what: "promoted", status: { pauseConditions: null } } : undefined;
}

function fullPromotion(rollout: KubeObject): ReturnType<Change> {
  const isThrough =
    textAt(rollout, "status", "currentPodHash") === textAt(rollout, "status", "stableRS");
  return isThrough ? undefined : { what: "fully promoted", status: { promoteFull: true } };
}

async function patchRollouts(
  { subject }: Verification,
  { ports, change }: { readonly ports: ActPorts; readonly change: Change },
): Promise<readonly string[]> {
  const resource = resourceOf("argoproj.io", "Rollout");
  if (ports.cluster === undefined || resource === undefined) return [];
  const { kubernetes, source } = ports.cluster;
  const done: string[] = [];
  try {
    for (const rollout of await source.rollouts(subject)) {
      const wanted = change(rollout);
      if (wanted === undefined) continue;
      const name = textAt(rollout, "metadata", "name") ?? "";
      const namespace = textAt(rollout, "metadata", "namespace");
      await kubernetes.patch({
        selection: { resource, namespace, name },
        subresource: "status",
        patch: { status: wanted.status },
      });
      done.push(`${wanted.what} Rollout ${namespace}/${name}`);
    }
  } catch (error) {
    if (!(error instanceof KubernetesFailure)) throw error;
    throw explainKubernetes(error, "change the Rollout");
  }
  return done;
}

/** A hold is a file on the branch; promote then promotes nothing into the environment by itself. */
async function hold(
  { subject, reason }: Verification,
  request: Request,
  { client, patience, clock }: ActPorts,
): Promise<string> {
  const { repository, branch, runUrl } = request;
  const path = holdPath(subject);
  const now = clock();
  const landed = await compareAndSwap(client, {
    ...patience,
    repository,
    read: async () => ({
      snapshot: await readBranch(client, { repository, branch, since: now, paths: [path] }),
    }),
    decide: ({ snapshot }) => ({
      write: snapshot.files.has(path) ? undefined : holdCommit(),
    }),
  }).catch((error: unknown) => {
    if (!(error instanceof GitHubFailure)) throw error;
    throw explain(error, { repository, tried: "write the hold to the branch" });
  });

  function holdCommit(): CommitContents {
    const { app, environment } = subject;
    const text = printHold({
      app,
      environment,
      reason: `verify-canary found it bad: ${reason}`,
      owner: runUrl,
      since: now,
      until: undefined,
      ticket: undefined,
    });
    return {
      headline: `hold(${app}): ${environment}, found bad by verify-canary`,
      body: `${reason}\n\n${runUrl}`,
      files: [{ path, text, mode: 0o100644 }],
    };
  }

  return landed.commit === undefined ? `${path} holds it already` : `held it by ${path}`;
}
