import type { DeploymentEnvironment, Part } from "@gitops-actions/core/doctor";
import { ask, askIfThere, mapped, type Reader } from "./settings-part.ts";

interface EnvironmentReply {
  readonly protection_rules?: readonly { readonly type: string; readonly wait_timer?: number }[];
  readonly deployment_branch_policy?: {
    readonly protected_branches: boolean;
    readonly custom_branch_policies: boolean;
  } | null;
}

interface PoliciesReply {
  readonly branch_policies: readonly { readonly name?: string; readonly type?: string }[];
}

/** An environment and who may use it; undefined for one that is not there. */
export async function readEnvironment(
  reader: Reader,
  name: string,
): Promise<[string, Part<DeploymentEnvironment | undefined>]> {
  const route = "GET /repos/{owner}/{repo}/environments/{environment_name}";
  const needs = "actions: read";
  const parameters = { environment_name: name };
  const found = await askIfThere<EnvironmentReply>(reader, route, { needs, parameters });
  if (!found.known || found.value === undefined) return [name, mapped(found, () => undefined)];
  const { protection_rules: rules = [], deployment_branch_policy: policy } = found.value;
  const read = async (): Promise<DeploymentEnvironment["refs"]> => {
    const patterns = await ask<PoliciesReply>(reader, `${route}/deployment-branch-policies`, {
      needs,
      parameters: { ...parameters, per_page: 100 },
    });
    return mapped(patterns, ({ branch_policies: all }) =>
      all.map(({ name: pattern = "", type }) => ({ pattern, isTag: type === "tag" })),
    );
  };
  const value: DeploymentEnvironment = {
    refs: !policy ? "all" : policy.protected_branches ? "protected" : await read(),
    hasReviewers: rules.some(({ type }) => type === "required_reviewers"),
    waitMinutes: rules.find(({ type }) => type === "wait_timer")?.wait_timer ?? 0,
  };
  return [name, { known: true, value }];
}
