import {
  type AssumedRoleUser,
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  type Credentials,
  STSClient,
} from "@aws-sdk/client-sts";
import { CloudFailure } from "../cloud/index.ts";
import type { Patience } from "../patience.ts";
import { type AwsCalling, clientConfig } from "./client.ts";
import { callAws } from "./failure.ts";
import type { AwsSession } from "./session.ts";

/** A session to ask for. */
export interface SessionRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  /** A policy in JSON that narrows the session. */
  readonly policy: string | undefined;
  /** ARNs of policies that narrow the session. */
  readonly policyArns: readonly string[];
}

/** A session by GitHub's token. `token` is asked before each attempt, since one lives five minutes. @throws `CloudFailure` */
export function assumeRoleWithToken(
  request: SessionRequest,
  options: Patience & AwsCalling & { token(): Promise<string> },
): Promise<AwsSession> {
  const client = new STSClient(clientConfig(options));
  return callAws(async () => {
    const command = new AssumeRoleWithWebIdentityCommand({
      ...parameters(request),
      WebIdentityToken: await options.token(),
    });
    return toSession(await client.send(command, { abortSignal: options.signal }));
  }, options);
}

/** A session by another session: role chaining, for which AWS allows one hour. @throws `CloudFailure` */
export function assumeRole(
  request: SessionRequest,
  options: Patience & AwsCalling & { readonly by: AwsSession },
): Promise<AwsSession> {
  const client = new STSClient(clientConfig(options, options.by));
  return callAws(async () => {
    const command = new AssumeRoleCommand(parameters(request));
    return toSession(await client.send(command, { abortSignal: options.signal }));
  }, options);
}

function parameters({
  roleArn,
  sessionName,
  durationSeconds,
  policy,
  policyArns,
}: SessionRequest): {
  RoleArn: string;
  RoleSessionName: string;
  DurationSeconds: number;
  Policy?: string;
  PolicyArns?: { arn: string }[];
} {
  return {
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    DurationSeconds: durationSeconds,
    ...(policy === undefined ? {} : { Policy: policy }),
    ...(policyArns.length === 0 ? {} : { PolicyArns: policyArns.map((arn) => ({ arn })) }),
  };
}

function toSession(reply: {
  readonly Credentials?: Credentials | undefined;
  readonly AssumedRoleUser?: AssumedRoleUser | undefined;
}): AwsSession {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = reply.Credentials ?? {};
  const { Arn } = reply.AssumedRoleUser ?? {};
  if (
    AccessKeyId === undefined ||
    SecretAccessKey === undefined ||
    SessionToken === undefined ||
    Expiration === undefined ||
    Arn === undefined
  ) {
    throw new CloudFailure("unavailable", "the reply holds no credentials", { code: "" });
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiresAt: Expiration,
    arn: Arn,
  };
}
