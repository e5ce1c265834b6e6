import type { GoogleServices } from "./exchange.ts";

/**
 * The text of a credentials file by which Google's libraries and gcloud log in themselves, as often as they
 * need to while the job runs. It holds the job's request token, which mints id tokens for any audience: a
 * secret.
 * @see https://google.aip.dev/auth/4117
 */
export function credentialsFile(options: {
  readonly provider: string;
  /** Of the id token. */
  readonly audience: string;
  readonly serviceAccount: string | undefined;
  readonly lifetimeSeconds: number;
  readonly idTokenRequest: { readonly url: string; readonly token: string };
  readonly services: GoogleServices;
}): string {
  const { provider, audience, serviceAccount, lifetimeSeconds, idTokenRequest, services } = options;
  const file = {
    type: "external_account",
    audience: `//iam.googleapis.com/${provider}`,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    token_url: `${services.sts}/v1/token`,
    credential_source: {
      url: `${idTokenRequest.url}&audience=${encodeURIComponent(audience)}`,
      headers: { Authorization: `Bearer ${idTokenRequest.token}` },
      format: { type: "json", subject_token_field_name: "value" },
    },
    ...(serviceAccount === undefined
      ? {}
      : {
          service_account_impersonation_url: `${services.iamCredentials}/v1/projects/-/serviceAccounts/${serviceAccount}:generateAccessToken`,
          service_account_impersonation: { token_lifetime_seconds: lifetimeSeconds },
        }),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
