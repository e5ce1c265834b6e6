import {
  type AwsCalling,
  type AwsSession,
  assumeRole,
  assumeRoleWithToken,
  type SessionRequest,
} from "@gitops-actions/adapters/aws";
import type { Patience } from "@gitops-actions/adapters/patience";
import { type Claims, chainRefusal, type Role, roleRefusal } from "@gitops-actions/core/identity";
import type { RegistryOptions } from "./ecr.ts";
import type { AwsRequest } from "./inputs.ts";
import { type Login, type LoginPorts, type RegistryLogin, refuse } from "./login.ts";

type Calling = Patience & AwsCalling;

/** Becomes the role, or the last one of several, and gets the passwords of the registries. @throws `Refused` */
export async function loginToAws(request: AwsRequest, ports: LoginPorts): Promise<Login> {
  const { region, profile } = request;
  const { claims, clockOffsetMs } = await ports.idToken();
  const calling = { ...ports.patience, region, clockOffsetMs };
  const session = await becomeRoles(request, { ...ports, calling, claims });
  const registries = await loginToRegistries(request, { calling, claims, session });
  const variables = { AWS_REGION: region, AWS_DEFAULT_REGION: region };
  const { accessKeyId, secretAccessKey, sessionToken } = session;
  return {
    cloud: "AWS",
    identity: session.arn,
    account: session.arn.split(":")[4],
    expiresAt: session.expiresAt,
    claims,
    registries,
    variables:
      profile === undefined
        ? {
            ...variables,
            AWS_ACCESS_KEY_ID: accessKeyId,
            AWS_SECRET_ACCESS_KEY: secretAccessKey,
            AWS_SESSION_TOKEN: sessionToken,
          }
        : { ...variables, AWS_PROFILE: profile },
    secrets: [accessKeyId, secretAccessKey, sessionToken],
    profile:
      profile === undefined
        ? undefined
        : {
            name: profile,
            settings: {
              aws_access_key_id: accessKeyId,
              aws_secret_access_key: secretAccessKey,
              aws_session_token: sessionToken,
              region,
            },
          },
    credentialsFile: undefined,
  };
}

/** Loads what speaks to registries only where there are some. */
async function loginToRegistries(
  request: AwsRequest,
  options: RegistryOptions,
): Promise<readonly RegistryLogin[]> {
  if (request.registries.length === 0) return [];
  const { loginToEcr } = await import("./ecr.ts");
  return loginToEcr(request, options);
}

async function becomeRoles(
  request: AwsRequest,
  options: LoginPorts & { readonly calling: Calling; readonly claims: Claims },
): Promise<AwsSession> {
  const { calling, claims } = options;
  const aws = { cloud: "AWS", claims } as const;
  const [first, ...others] = request.roles;
  let by = first;
  let session = await assumeRoleWithToken(sessionRequest(first, request), {
    ...calling,
    token: async () => (await options.idToken()).value,
  }).catch(
    refuse(aws, (failure) =>
      roleRefusal(failure, { role: first, claims, clockOffsetMs: calling.clockOffsetMs }),
    ),
  );
  for (const role of others) {
    const before = { role, by };
    session = await assumeRole(sessionRequest(role, request), { ...calling, by: session }).catch(
      refuse(aws, (failure) => chainRefusal(failure, before)),
    );
    by = role;
  }
  return session;
}

/** The policies narrow the last session only: one before it may do no more than assume the next role anyway. */
function sessionRequest(role: Role, request: AwsRequest): SessionRequest {
  const isLast = role === request.roles.at(-1);
  return {
    roleArn: role.arn,
    sessionName: request.sessionName,
    durationSeconds: request.durationSeconds,
    policy: isLast ? request.policy : undefined,
    policyArns: isLast ? request.policyArns : [],
  };
}
