import { ECRClient, GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import {
  ECRPUBLICClient,
  GetAuthorizationTokenCommand as GetPublicAuthorizationTokenCommand,
} from "@aws-sdk/client-ecr-public";
import type { Patience } from "../patience.ts";
import { type AwsCalling, clientConfig } from "./client.ts";
import { AwsFailure, callAws } from "./failure.ts";
import type { AwsSession } from "./session.ts";

/** A password for registries. AWS makes it for twelve hours. */
export interface EcrLogin {
  /** `AWS:PASSWORD` in base64, as docker's config holds it. */
  readonly auth: string;
  readonly expiresAt: Date;
  /** The registry of the session's own account; undefined for the public gallery. */
  readonly ownHost: string | undefined;
}

/**
 * A password for all private registries of a region that the session may use, of whatever account.
 * @throws `AwsFailure`
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
 */
export async function ecrLogin(
  session: AwsSession,
  options: Patience & AwsCalling,
): Promise<EcrLogin> {
  const client = new ECRClient(clientConfig(options, session));
  const { authorizationData = [] } = await callAws(
    () => client.send(new GetAuthorizationTokenCommand({}), { abortSignal: options.signal }),
    options,
  );
  return toLogin(authorizationData[0]);
}

/** AWS serves its public gallery from there. */
const PUBLIC_REGION = "us-east-1";

/** A password for AWS's public gallery. @throws `AwsFailure` */
export async function ecrPublicLogin(
  session: AwsSession,
  options: Patience & AwsCalling,
): Promise<EcrLogin> {
  const client = new ECRPUBLICClient(clientConfig({ ...options, region: PUBLIC_REGION }, session));
  const { authorizationData } = await callAws(
    () => client.send(new GetPublicAuthorizationTokenCommand({}), { abortSignal: options.signal }),
    options,
  );
  return toLogin(authorizationData);
}

function toLogin(
  data:
    | {
        readonly authorizationToken?: string | undefined;
        readonly expiresAt?: Date | undefined;
        readonly proxyEndpoint?: string | undefined;
      }
    | undefined,
): EcrLogin {
  const { authorizationToken, expiresAt, proxyEndpoint } = data ?? {};
  if (authorizationToken === undefined || expiresAt === undefined) {
    throw new AwsFailure("unavailable", "the reply holds no token", { code: "" });
  }
  const ownHost = proxyEndpoint?.replace(/^https?:\/\//, "");
  return { auth: authorizationToken, expiresAt, ownHost };
}
