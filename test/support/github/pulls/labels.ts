import { requirePermission } from "../access.ts";
import type { Call } from "../call.ts";
import { fieldInvalid } from "../errors.ts";
import type { Repository } from "../repository.ts";
import { permits } from "../tokens.ts";

export interface Label {
  readonly __typename: "Label";
  readonly id: number;
  readonly nodeId: string;
  readonly repository: Repository;
  readonly name: string;
  /** Six hexadecimal digits. */
  readonly color: string;
  readonly description: string | null;
  readonly createdAt: Date;
}

export interface NewLabel {
  readonly name: string;
  readonly color?: string | undefined;
  readonly description?: string | null | undefined;
}

const usualColor = "ededed";
const longestDescription = 100;

/** Names differ without regard to case. */
export function labelNamed({ labels }: Repository, name: string): Label | undefined {
  return labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
}

export function createLabel(
  call: Call,
  repository: Repository,
  { name, color = usualColor, description = null }: NewLabel,
): Label {
  // The documentation names both, either is enough.
  const isByIssues = permits(call.token.permissions, "issues", "write");
  requirePermission(call, repository, [isByIssues ? "issues" : "pull_requests", "write"]);
  if (labelNamed(repository, name) !== undefined) {
    throw fieldInvalid("Label", "name", "already_exists");
  }
  if (!/^[0-9a-f]{6}$/i.test(color)) throw fieldInvalid("Label", "color", "invalid");
  if ((description?.length ?? 0) > longestDescription) {
    throw fieldInvalid("Label", "description", "invalid");
  }
  const label: Label = {
    __typename: "Label",
    ...call.state.newIdentity("LA"),
    repository,
    name,
    color,
    description,
    createdAt: call.state.clock.now(),
  };
  repository.labels.push(label);
  call.state.register(label);
  return label;
}

/** The labels of these names; one that is not there yet is made, as adding labels by name does. */
export function ensureLabels(
  call: Call,
  repository: Repository,
  names: readonly string[],
): Label[] {
  return names.map(
    (name) => labelNamed(repository, name) ?? createLabel(call, repository, { name }),
  );
}
