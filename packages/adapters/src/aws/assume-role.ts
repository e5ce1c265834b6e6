import {
  type AssumedRoleUser,
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  type Credentials,
  STSClient,
} from "@aws-sdk/client-sts";
import type { Patience } from "../patience.ts";
import { type AwsCalling, clientConfig } from "./client.ts";
import { AwsFailure, callAws } from "./failure.ts";
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

/** A session by GitHub's token. `token` is asked before each attempt, since one lives five minutes. @throws `AwsFailure` */
export async function assumeRoleWithToken(
  request: SessionRequest,
  options: Patience & AwsCalling & { token(): Promise<string> },
): Promise<AwsSession> {
  const client = new STSClient(clientConfig(options));
  const reply = await callAws(async () => {
    const command = new AssumeRoleWithWebIdentityCommand({
      ...parameters(request),
      WebIdentityToken: await options.token(),
    });
    return client.send(command, { abortSignal: options.signal });
  }, options);
  return toSession(reply);
}

/** A session by another session: role chaining, for which AWS allows one hour. @throws `AwsFailure` */
export async function assumeRole(
  request: SessionRequest,
  options: Patience & AwsCalling & { readonly by: AwsSession },
): Promise<AwsSession> {
  const client = new STSClient(clientConfig(options, options.by));
  const reply = await callAws(
    () => client.send(new AssumeRoleCommand(parameters(request)), { abortSignal: options.signal }),
    options,
  );
  return toSession(reply);
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
    throw new AwsFailure("unavailable", "the reply holds no credentials", { code: "" });
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiresAt: Expiration,
    arn: Arn,
  };
}
