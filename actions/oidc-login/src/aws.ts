import {
  type AwsCalling,
  AwsFailure,
  type AwsSession,
  assumeRole,
  assumeRoleWithToken,
  type SessionRequest,
} from "@gitops-actions/adapters/aws";
import type { Patience } from "@gitops-actions/adapters/patience";
import {
  type Claims,
  chainRefusal,
  ecrHost,
  ecrRefusal,
  type Refusal,
  type Role,
  roleRefusal,
} from "@gitops-actions/core/identity";
import type { AwsRequest } from "./inputs.ts";
import { type Login, type LoginPorts, Refused, type RegistryLogin } from "./login.ts";

type Calling = Patience & AwsCalling;

/** Becomes the role, or the last one of several, and gets the passwords of the registries. @throws `Refused` */
export async function loginToAws(request: AwsRequest, ports: LoginPorts): Promise<Login> {
  const { region, profile } = request;
  const { claims, clockOffsetMs } = await ports.idToken();
  const calling = { ...ports.patience, region, clockOffsetMs };
  const session = await becomeRoles(request, { ...ports, calling, claims });
  const registries = await registryLogins(request, { calling, claims, session });
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

async function becomeRoles(
  request: AwsRequest,
  options: LoginPorts & { readonly calling: Calling; readonly claims: Claims },
): Promise<AwsSession> {
  const { calling, claims } = options;
  const [first, ...others] = request.roles;
  let by = first;
  let session = await assumeRoleWithToken(sessionRequest(first, request), {
    ...calling,
    token: async () => (await options.idToken()).value,
  }).catch(
    refuse(claims, (failure) =>
      roleRefusal(failure, { role: first, claims, clockOffsetMs: calling.clockOffsetMs }),
    ),
  );
  for (const role of others) {
    const before = { role, by };
    session = await assumeRole(sessionRequest(role, request), { ...calling, by: session }).catch(
      refuse(claims, (failure) => chainRefusal(failure, before)),
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

/** One password serves all private registries of a region, of whatever account. */
async function registryLogins(
  request: AwsRequest,
  options: { readonly calling: Calling; readonly claims: Claims; readonly session: AwsSession },
): Promise<readonly RegistryLogin[]> {
  const { registries, region: ownRegion } = request;
  if (registries.length === 0) return [];
  const { calling, claims, session } = options;
  const { ecrLogin, ecrPublicLogin } = await import("@gitops-actions/adapters/aws/ecr");
  const role = request.roles.at(-1) ?? request.roles[0];
  const isPrivate = registries.filter((registry) => registry.kind === "ecr");
  const byRegion = Map.groupBy(isPrivate, ({ region = ownRegion }) => region);
  const logins = [...byRegion].map(async ([region, members]): Promise<RegistryLogin[]> => {
    const { auth, expiresAt, ownHost } = await ecrLogin(session, { ...calling, region }).catch(
      refuse(claims, (failure) => ecrRefusal(failure, { role, region, isPublic: false })),
    );
    return members.flatMap(({ host, account }) => {
      const named = host ?? (account === undefined ? ownHost : ecrHost(account, region));
      return named === undefined ? [] : [{ host: named, auth, expiresAt }];
    });
  });
  const publicHosts = registries.flatMap(({ kind, host }) => (kind === "ecr-public" ? [host] : []));
  const publicLogins = [...new Set(publicHosts)].map(async (host): Promise<RegistryLogin[]> => {
    const { auth, expiresAt } = await ecrPublicLogin(session, calling).catch(
      refuse(claims, (failure) => ecrRefusal(failure, { role, region: ownRegion, isPublic: true })),
    );
    return [{ host, auth, expiresAt }];
  });
  return (await Promise.all([...logins, ...publicLogins])).flat();
}

/** A handler for what a call throws: AWS's no is refused with its reason, the rest flies on. */
function refuse(
  claims: Claims,
  explain: (failure: AwsFailure) => Refusal,
): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof AwsFailure)) throw error;
    throw new Refused(explain(error), { cloud: "AWS", claims, cause: error });
  };
}
