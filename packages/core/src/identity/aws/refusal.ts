import type { Claims } from "../claims.ts";
import { type CloudFailure, inWords, type Refusal, SOON } from "../refusal.ts";
import type { Role } from "./role.ts";

/** What was asked of STS by an id token. */
export interface TokenExchange {
  readonly role: Role;
  readonly claims: Claims;
  /** How far the real time is ahead of the machine's, milliseconds. */
  readonly clockOffsetMs: number;
}

/** Why a role could not be had for an id token. Codes: `aws-trust-refused`, `aws-provider-missing`, `aws-refused`, `aws-unavailable`. */
export function roleRefusal(failure: CloudFailure, exchange: TokenExchange): Refusal {
  const { role, claims, clockOffsetMs } = exchange;
  const found = `AWS does not let this job become ${role.arn}: ${inWords(failure)}`;
  const issuer = (claims["iss"] ?? "").replace(/^https:\/\//, "");
  const provider = `arn:${role.partition}:iam::${role.account}:oidc-provider/${issuer}`;
  switch (failure.code) {
    case "AccessDenied":
      return {
        code: "aws-trust-refused",
        message: found,
        hint: `Its trust policy does not accept this token, or there is no such role: AWS says the same of both. Compare the claims with the policy, or paste the one proposed. ${SOON}`,
        byTrust: true,
      };
    case "InvalidIdentityToken":
      if (/no openidconnect provider/i.test(failure.message)) {
        return {
          code: "aws-provider-missing",
          message: found,
          hint: `Account ${role.account} does not know GitHub's issuer. Make it known once: aws iam create-open-id-connect-provider --url ${claims["iss"]} --client-id-list ${claims["aud"]}`,
          byTrust: false,
        };
      }
      if (/audience/i.test(failure.message)) {
        return {
          code: "aws-trust-refused",
          message: found,
          hint: `The provider in account ${role.account} does not list the audience ${claims["aud"]}: aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${provider} --client-id ${claims["aud"]}`,
          byTrust: true,
        };
      }
      return {
        code: "aws-refused",
        message: found,
        hint: clockHint(clockOffsetMs),
        byTrust: false,
      };
    case "ExpiredToken":
      return {
        code: "aws-refused",
        message: found,
        hint: clockHint(clockOffsetMs),
        byTrust: false,
      };
    default:
      return sessionRefusal(failure, found);
  }
}

/** Why a role could not be had from another one. Codes: `aws-refused`, `aws-unavailable`. */
export function chainRefusal(
  failure: CloudFailure,
  { role, by }: { readonly role: Role; readonly by: Role },
): Refusal {
  const message = `AWS does not let ${by.arn} become ${role.arn}: ${inWords(failure)}`;
  if (failure.code !== "AccessDenied") return sessionRefusal(failure, message);
  const trust = JSON.stringify({
    Effect: "Allow",
    Principal: { AWS: by.arn },
    Action: "sts:AssumeRole",
  });
  return {
    code: "aws-refused",
    message,
    hint: `Two policies have to allow it: that of ${by.name} sts:AssumeRole on ${role.arn}, and the trust policy of ${role.name} ${trust}. ${SOON}`,
    byTrust: false,
  };
}

/** Why the password of a registry could not be had. Codes: `ecr-refused`, `aws-unavailable`. */
export function ecrRefusal(
  failure: CloudFailure,
  {
    role,
    region,
    isPublic,
  }: { readonly role: Role; readonly region: string; readonly isPublic: boolean },
): Refusal {
  const service = isPublic ? "ecr-public" : "ecr";
  const message = `${role.arn} gets no password for ${isPublic ? "public.ecr.aws" : `ECR in ${region}`}: ${inWords(failure)}`;
  if (failure.kind !== "refused") return unavailable(message);
  const actions = [
    `${service}:GetAuthorizationToken`,
    ...(isPublic ? ["sts:GetServiceBearerToken"] : []),
  ];
  const statement = JSON.stringify({ Effect: "Allow", Action: actions, Resource: "*" });
  return {
    code: "ecr-refused",
    message,
    hint: `Allow it in the role's own policy (and in the session policy, where one is given): ${statement}`,
    byTrust: false,
  };
}

/** What STS says of the session that is asked for, whoever asks. */
function sessionRefusal(failure: CloudFailure, message: string): Refusal {
  if (failure.kind !== "refused") return unavailable(message);
  return { code: "aws-refused", message, hint: sessionHint(failure), byTrust: false };
}

function sessionHint({ code, message }: CloudFailure): string {
  if (/durationseconds|maxsessionduration/i.test(message)) {
    return 'Lower "role-duration-seconds", or raise the role\'s maximum session duration.';
  }
  switch (code) {
    case "MalformedPolicyDocument":
      return 'AWS cannot read "inline-session-policy", or does not find one of "managed-session-policies".';
    case "PackedPolicyTooLarge":
      return 'Shorten "inline-session-policy", or make it a managed policy.';
    case "RegionDisabled":
      return "Switch STS on for this region in the account's settings, or give another aws-region.";
    default:
      return "AWS's own words are above; nothing was set or written.";
  }
}

function clockHint(clockOffsetMs: number): string {
  const seconds = Math.round(Math.abs(clockOffsetMs) / 1000);
  if (seconds < 30) return "GitHub made the token seconds ago. Run the job again.";
  const way = clockOffsetMs > 0 ? "behind" : "ahead of";
  return `This runner's clock is ${seconds} s ${way} GitHub's. Set it by NTP.`;
}

function unavailable(message: string): Refusal {
  return {
    code: "aws-unavailable",
    message,
    hint: 'See https://health.aws.amazon.com and run the job again, or raise "timeout-seconds". A runner in a private network has to reach the region\'s endpoints, through HTTPS_PROXY where there is a proxy.',
    byTrust: false,
  };
}
