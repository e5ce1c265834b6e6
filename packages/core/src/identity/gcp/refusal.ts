import type { Claims } from "../claims.ts";
import { type CloudFailure, inWords, type Refusal, SOON } from "../refusal.ts";
import { type Provider, repositoryMember } from "./provider.ts";
import { MAX_SUBJECT_BYTES } from "./subject.ts";

/** Why Google gives no federated token. Codes: `gcp-trust-refused`, `gcp-unavailable`. */
export function exchangeRefusal(
  failure: CloudFailure,
  { provider, claims }: { readonly provider: Provider; readonly claims: Claims },
): Refusal {
  const message = `Google Cloud does not take this job's token at ${provider.name}: ${inWords(failure)}`;
  if (failure.kind !== "refused") return unavailable(message);
  return { code: "gcp-trust-refused", message, hint: exchangeHint(failure, claims), byTrust: true };
}

function exchangeHint({ code, message }: CloudFailure, claims: Claims): string {
  if (/127|size of mapped/i.test(message)) {
    return `google.subject may have ${MAX_SUBJECT_BYTES} bytes. Map a shorter claim than sub: --attribute-mapping="google.subject='repo:'+assertion.repository_id+':'+assertion.ref". Bind roles to attribute.repository_id.`;
  }
  if (code === "invalid_target") {
    return "There is no such provider, or it is disabled or deleted. Give the provider's name, not the pool's, with the project's number.";
  }
  if (/audience/i.test(message)) {
    return `The provider expects another audience than ${claims["aud"]}: leave "audience" out, or allow this one at the provider.`;
  }
  if (/issuer/i.test(message)) {
    return `The provider is for another issuer than ${claims["iss"]}: set its issuer-uri to that.`;
  }
  return `The provider's attribute condition does not accept this token. Compare the claims with it, or paste the one proposed. ${SOON}`;
}

/** Why the service account cannot be impersonated. Codes: `gcp-impersonation-refused`, `gcp-refused`, `gcp-unavailable`. */
export function impersonationRefusal(
  failure: CloudFailure,
  request: {
    readonly provider: Provider;
    readonly serviceAccount: string;
    readonly lifetimeSeconds: number;
    readonly claims: Claims;
  },
): Refusal {
  const { provider, serviceAccount, lifetimeSeconds, claims } = request;
  const message = `the pool took the token, but it may not become ${serviceAccount}: ${inWords(failure)}`;
  if (failure.kind !== "refused") return unavailable(message);
  if (failure.code === "INVALID_ARGUMENT" && lifetimeSeconds > 3_600) {
    return {
      code: "gcp-refused",
      message,
      hint: `"token-lifetime" is ${lifetimeSeconds}: above 3600 the organisation's policy iam.allowServiceAccountCredentialLifetimeExtension has to list the account.`,
      byTrust: false,
    };
  }
  return {
    code: "gcp-impersonation-refused",
    message,
    hint: `Let the repository become it: gcloud iam service-accounts add-iam-policy-binding ${serviceAccount} --role=roles/iam.workloadIdentityUser --member="${repositoryMember(provider, claims)}" (attribute.repository_id has to be mapped). Or there is no such account: Google says the same of both. ${SOON}`,
    byTrust: true,
  };
}

function unavailable(message: string): Refusal {
  return {
    code: "gcp-unavailable",
    message,
    hint: 'See https://status.cloud.google.com and run the job again, or raise "timeout-seconds". A runner in a private network has to reach sts.googleapis.com and iamcredentials.googleapis.com.',
    byTrust: false,
  };
}
