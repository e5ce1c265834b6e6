import { ECRClient, GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import {
  ECRPUBLICClient,
  GetAuthorizationTokenCommand as GetPublicAuthorizationTokenCommand,
} from "@aws-sdk/client-ecr-public";
import { CloudFailure } from "../cloud/index.ts";
import type { Patience } from "../patience.ts";
import { type AwsCalling, clientConfig } from "./client.ts";
import { callAws } from "./failure.ts";
import type { AwsSession } from "./session.ts";

/** A password for registries. AWS makes it for twelve hours. */
export interface EcrLogin {
  /** `AWS:PASSWORD` in base64, as docker's config holds it. */
  readonly auth: string;
  readonly expiresAt: Date;
}

/**
 * A password for all private registries of a region that the session may use, of whatever account, and the
 * host of the session's own.
 * @throws `CloudFailure`
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
 */
export function ecrLogin(
  session: AwsSession,
  options: Patience & AwsCalling,
): Promise<EcrLogin & { readonly ownHost: string }> {
  const client = new ECRClient(clientConfig(options, session));
  return callAws(async () => {
    const command = new GetAuthorizationTokenCommand({});
    const reply = await client.send(command, { abortSignal: options.signal });
    const [data] = reply.authorizationData ?? [];
    if (data?.proxyEndpoint === undefined) throw incomplete();
    return { ...toLogin(data), ownHost: data.proxyEndpoint.replace(/^https?:\/\//, "") };
  }, options);
}

/** AWS serves its public gallery from there. */
const PUBLIC_REGION = "us-east-1";

/** A password for AWS's public gallery. @throws `CloudFailure` */
export function ecrPublicLogin(
  session: AwsSession,
  options: Patience & AwsCalling,
): Promise<EcrLogin> {
  const client = new ECRPUBLICClient(clientConfig({ ...options, region: PUBLIC_REGION }, session));
  return callAws(async () => {
    const command = new GetPublicAuthorizationTokenCommand({});
    const reply = await client.send(command, { abortSignal: options.signal });
    return toLogin(reply.authorizationData);
  }, options);
}

function toLogin(
  data:
    | { readonly authorizationToken?: string | undefined; readonly expiresAt?: Date | undefined }
    | undefined,
): EcrLogin {
  const { authorizationToken: auth, expiresAt } = data ?? {};
  if (auth === undefined || expiresAt === undefined) throw incomplete();
  return { auth, expiresAt };
}

function incomplete(): CloudFailure {
  return new CloudFailure("unavailable", "the reply holds no password", { code: "" });
}
