import { join } from "node:path";
import { writeProfile } from "@gitops-actions/adapters/aws/profile";
import { addLogins, fingerprint, type Shadow } from "@gitops-actions/adapters/docker-config";
import { replacePrivateFile } from "@gitops-actions/adapters/private-file";
import { keepForPost, mask, type RunContext, setVariable } from "@gitops-actions/adapters/runner";
import type { Login } from "./login.ts";
import { UNDO, type Undo } from "./undo.ts";

/** What came of it, for the report. */
export interface Applied {
  /** Entries that docker will not look at. */
  readonly shadows: readonly Shadow[];
  readonly credentialsFile: string | undefined;
}

/**
 * Writes and sets what the logins got: files first, since that may fail, then the variables. All is left to
 * the post phase to undo before the first of it is done, so that a cancelled job leaves nothing behind.
 */
export function apply(logins: readonly Login[], context: RunContext): Applied {
  const registries = logins.flatMap((login) => login.registries);
  const secrets = [...logins.flatMap((login) => login.secrets), ...registries.flatMap(secretsOf)];
  for (const secret of new Set(secrets)) mask(secret);
  const { dockerConfigFile, awsCredentialsFile } = context;
  const profile = logins.find((login) => login.profile !== undefined)?.profile;
  const credentials = logins.find((login) => login.credentialsFile !== undefined)?.credentialsFile;
  const credentialsFile =
    credentials === undefined
      ? undefined
      : join(context.temp, `gha-creds-${crypto.randomUUID()}.json`);
  const variables = [
    ...logins.flatMap((login) => Object.entries(login.variables)),
    ...(credentialsFile === undefined ? [] : variablesOf(credentialsFile)),
  ];
  const undo: Undo = {
    variables: variables.map(([name]) => name),
    docker:
      registries.length === 0
        ? undefined
        : { file: dockerConfigFile, logins: registries.map(fingerprint) },
    profile:
      profile === undefined ? undefined : { file: awsCredentialsFile, profile: profile.name },
    credentialsFile,
  };
  keepForPost(UNDO, undo);

  const shadows = registries.length === 0 ? [] : addLogins(dockerConfigFile, registries);
  if (profile !== undefined) {
    writeProfile({ file: awsCredentialsFile, profile: profile.name }, profile.settings);
  }
  if (credentialsFile !== undefined && credentials !== undefined) {
    replacePrivateFile(credentialsFile, credentials);
  }
  for (const [name, value] of variables) setVariable(name, value);
  return { shadows, credentialsFile };
}

/** By which gcloud, Terraform, Google's libraries and its own actions find a credentials file. */
function variablesOf(file: string): [string, string][] {
  return [
    "GOOGLE_APPLICATION_CREDENTIALS",
    "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE",
    "GOOGLE_GHA_CREDS_PATH",
  ].map((name) => [name, file]);
}

/** An entry's secret in both forms that may be printed. */
function secretsOf({ auth }: { readonly auth: string }): string[] {
  const decoded = Buffer.from(auth, "base64").toString("utf8");
  return [auth, decoded.slice(decoded.indexOf(":") + 1)];
}
