import type { Risk } from "../config/index.ts";

/** What a change touches. */
export interface Touched {
  readonly paths: readonly string[];
  /** Kinds of the Kubernetes objects in those files. */
  readonly kinds: readonly string[];
  /** Whether an image is another one afterwards. */
  readonly changesImage: boolean;
}

export interface RiskClass {
  readonly risk: Risk;
  readonly why: string;
}

/** What decides about promotions itself: a change of it could open its own gates. */
const POLICY_PATHS = /^(?:\.gitops\/|\.github\/|(?:docs\/)?CODEOWNERS$)/;

/** Kinds that reach beyond one app, or judge and guard others. */
const POLICY_KINDS = new Set([
  "AnalysisTemplate",
  "AppProject",
  "ApplicationSet",
  "ClusterAnalysisTemplate",
  "ClusterPolicy",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "MutatingWebhookConfiguration",
  "Namespace",
  "NetworkPolicy",
  "ValidatingAdmissionPolicy",
  "ValidatingWebhookConfiguration",
]);

const ORDER: readonly Risk[] = ["low", "medium", "high"];

/**
 * How much is at stake: policies and definitions are high, another image is medium, anything else is
 * configuration and low. What the config says of the app is the least it can be.
 */
export function riskOf(
  { paths, kinds, changesImage }: Touched,
  declared: Risk | undefined,
): RiskClass {
  const policy =
    paths.find((path) => POLICY_PATHS.test(path)) ?? kinds.find((kind) => POLICY_KINDS.has(kind));
  const found: RiskClass =
    policy !== undefined
      ? { risk: "high", why: `touches ${policy}` }
      : changesImage
        ? { risk: "medium", why: "another image" }
        : { risk: "low", why: "configuration only" };
  if (declared === undefined || ORDER.indexOf(declared) <= ORDER.indexOf(found.risk)) return found;
  return { risk: declared, why: "declared of the app" };
}
