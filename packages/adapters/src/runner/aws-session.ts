/** The AWS session that a login left in the job's environment. */
export interface AwsSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  readonly region: string;
}

/** The AWS session of this process; undefined when there is none, or no region is named. */
export function awsSession(env: NodeJS.ProcessEnv): AwsSession | undefined {
  const accessKeyId = env["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = env["AWS_SECRET_ACCESS_KEY"];
  const region = env["AWS_REGION"] || env["AWS_DEFAULT_REGION"];
  if (!accessKeyId || !secretAccessKey || !region) return undefined;
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: env["AWS_SESSION_TOKEN"] || undefined,
    region,
  };
}
