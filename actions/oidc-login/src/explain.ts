import {
  judgeTrust,
  proposeAwsTrust,
  proposeGcpTrust,
  type TrustDocument,
  type Verdict,
} from "@gitops-actions/core/identity/trust";
import type { Request } from "./inputs.ts";
import type { Refused } from "./login.ts";

/** What is worth showing beside a refusal. */
export interface Explanation {
  /** What the policy that was given says of the token; undefined where none for this cloud was. */
  readonly verdict: Verdict | undefined;
  /** Trust that accepts the token; undefined where it is not trust that is missing. */
  readonly proposal: Proposal | undefined;
}

export interface Proposal {
  readonly language: "json" | "sh";
  readonly text: string;
}

/** Compares the claims with the policy that was given, and proposes trust that fits them. */
export function explain(
  { cloud, claims, refusal }: Refused,
  { request, trust }: { readonly request: Request; readonly trust: TrustDocument | undefined },
): Explanation {
  if (!refusal.byTrust) return { verdict: undefined, proposal: undefined };
  return {
    verdict: trust?.cloud === cloud ? judgeTrust(trust, claims) : undefined,
    proposal: propose(request, { cloud, claims }),
  };
}

function propose(
  { aws, gcp }: Request,
  { cloud, claims }: Pick<Refused, "cloud" | "claims">,
): Proposal | undefined {
  if (cloud === "AWS") {
    return aws && { language: "json", text: proposeAwsTrust(claims, aws.roles[0]) };
  }
  return gcp && { language: "sh", text: proposeGcpTrust(claims, gcp) };
}
