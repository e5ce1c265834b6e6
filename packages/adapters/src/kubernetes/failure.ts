import { UserError } from "@gitops-actions/core/errors";
import { type HttpFailure, isDistrust } from "../http/index.ts";

/**
 * Why the API server did not do what was asked:
 * - `unavailable`: no answer, 5xx, 429; may pass
 * - `rejected`: it does not take the credentials
 * - `forbidden`: they do not allow it
 * - `not-found`: neither the object nor, perhaps, its kind is there
 * - `expired`: a resource version too old to go on from
 * - `refused`: any other definite no
 */
export type KubernetesFailureKind =
  | "unavailable"
  | "rejected"
  | "forbidden"
  | "not-found"
  | "expired"
  | "refused";

/** One failed call to an API server, told apart by what can be done about it. */
export class KubernetesFailure extends Error {
  override readonly name = "KubernetesFailure";
  readonly kind: KubernetesFailureKind;

  constructor(kind: KubernetesFailureKind, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.kind = kind;
  }
}

/** The failure that an HTTP status with the server's own message stands for. */
export function statusFailure(status: number, message: string): KubernetesFailure {
  return new KubernetesFailure(kindOf(status), `${status}: ${message}`);
}

function kindOf(status: number): KubernetesFailureKind {
  switch (status) {
    case 401:
      return "rejected";
    case 403:
      return "forbidden";
    case 404:
      return "not-found";
    case 410:
      return "expired";
    case 429:
      return "unavailable";
    default:
      return status >= 500 ? "unavailable" : "refused";
  }
}

/** The failure of a call without an answer. A certificate that is not trusted will not be so later. */
export function transportFailure(failure: HttpFailure): KubernetesFailure {
  const kind = isDistrust(failure) ? "refused" : "unavailable";
  return new KubernetesFailure(kind, failure.message, { cause: failure });
}

/**
 * The failure as a `UserError` with what to do about it.
 * Codes: `cluster-unreachable`, `cluster-token-rejected`, `cluster-forbidden`.
 */
export function explainKubernetes(failure: KubernetesFailure, tried: string): UserError {
  const say = (code: UserError["code"], hint: string): UserError =>
    new UserError(code, `could not ${tried}: ${failure.message}`, { hint, cause: failure });
  switch (failure.kind) {
    case "rejected":
      return say(
        "cluster-token-rejected",
        "The token is wrong or has expired (EKS: 15 minutes after the login's session ends; GKE: one hour). Log in again in this job.",
      );
    case "forbidden":
      return say(
        "cluster-forbidden",
        "Allow get, list and watch on that kind by a Role or ClusterRole; the README has one to copy.",
      );
    case "not-found":
      return say("cluster-unreachable", "Compare the name and the namespace with the cluster's.");
    default:
      return say(
        "cluster-unreachable",
        "Check the server's address, that this runner can reach it, and its certificate authority (kubernetes-ca).",
      );
  }
}
