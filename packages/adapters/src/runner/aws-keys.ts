/** The keys of the AWS session that a login left in the environment of the job. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  readonly region: string;
}

/** Those of this process; undefined when there are none, or no region is named. */
export function awsKeys(env: NodeJS.ProcessEnv): AwsKeys | undefined {
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
