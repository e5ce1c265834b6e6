import { UserError } from "../../errors.ts";

/**
 * A service account by its address, `NAME@PROJECT.iam.gserviceaccount.com`, or one of those that Google
 * makes itself (`NUMBER-compute@developer.gserviceaccount.com`, `PROJECT@appspot.gserviceaccount.com`).
 * @throws `service-account-invalid`
 */
export function parseServiceAccount(text: string): string {
  if (/^[\w.-]+@[\w.-]+\.gserviceaccount\.com$/.test(text)) return text;
  throw new UserError(
    "service-account-invalid",
    `is ${JSON.stringify(text)}; expected NAME@PROJECT.iam.gserviceaccount.com`,
    { hint: "Give the account's address; its display name and its numeric id will not do." },
  );
}

/** The project that a service account lives in; undefined where its address does not tell. */
export function projectOf(serviceAccount: string): string | undefined {
  return /@([a-z][\w-]*)\.iam\.gserviceaccount\.com$/.exec(serviceAccount)?.[1];
}
