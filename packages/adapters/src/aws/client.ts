import http from "node:http";
import https from "node:https";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsSession } from "./session.ts";

/** Where and how AWS is called. */
export interface AwsCalling {
  readonly region: string;
  /** How far the real time is ahead of this machine's, milliseconds; requests are signed with the real one. */
  readonly clockOffsetMs: number;
}

/** One call may take so long. */
const TIMEOUT_MS = 10_000;

/**
 * The configuration that all clients share. They try once, since what is worth another try is ours to judge
 * and to tell; and they call by Node's global agents, which honour the proxy variables where the agents that
 * the SDK would make do not.
 */
export function clientConfig(
  { region, clockOffsetMs }: AwsCalling,
  session?: AwsSession,
): {
  readonly region: string;
  readonly maxAttempts: 1;
  readonly systemClockOffset: number;
  readonly requestHandler: NodeHttpHandler;
  readonly customUserAgent: string;
  readonly credentials?: AwsSession;
} {
  return {
    region,
    maxAttempts: 1,
    systemClockOffset: clockOffsetMs,
    requestHandler: new NodeHttpHandler({
      httpAgent: http.globalAgent,
      httpsAgent: https.globalAgent,
      requestTimeout: TIMEOUT_MS,
      throwOnRequestTimeout: true,
    }),
    customUserAgent: "gitops-actions",
    ...(session === undefined ? {} : { credentials: session }),
  };
}
