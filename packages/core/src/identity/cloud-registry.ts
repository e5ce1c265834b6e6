import { UserError } from "../errors.ts";
import { parseAccountId } from "./aws/account.ts";
import { parseRegion, partitionOf } from "./aws/region.ts";

/** A registry to log in to. */
export type CloudRegistry =
  | {
      readonly kind: "ecr";
      /** undefined for the account that is logged in to; AWS tells its registry's host. */
      readonly host: string | undefined;
      /** undefined for the region that is logged in to. */
      readonly region: string | undefined;
      /** Of an entry that names no host. */
      readonly account: string | undefined;
    }
  | { readonly kind: "ecr-public"; readonly host: string }
  | { readonly kind: "artifact-registry"; readonly host: string };

const ECR_HOST =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.(?:aws|amazonwebservices\.com\.cn)|sc2s\.sgov\.gov|c2s\.ic\.gov|csp\.hci\.ic\.gov|cloud\.adc-e\.uk)$/;
const GOOGLE_HOST = /^(?:(?:[a-z0-9-]+-)?docker\.pkg\.dev|(?:[a-z]+\.)?gcr\.io)$/;

/**
 * A registry as people write it: `ecr` (the registry of the account that the role is in), an account's id,
 * `public.ecr.aws`, or a host of ECR or Artifact Registry. A credential is made for these clouds only, so
 * it cannot be written for any other host.
 * @throws `registry-invalid`, `account-invalid`, `region-invalid`
 */
export function parseCloudRegistry(text: string): CloudRegistry {
  const word = text.replace(/^https:\/\//, "").replace(/\/.*$/, "");
  const own = { kind: "ecr", host: undefined, region: undefined, account: undefined } as const;
  if (word === "ecr") return own;
  if (word === "public.ecr.aws") return { kind: "ecr-public", host: word };
  if (/^\d+$/.test(word)) return { ...own, account: parseAccountId(word) };
  const [, account, region] = ECR_HOST.exec(word) ?? [];
  if (account !== undefined && region !== undefined) {
    return { kind: "ecr", host: word, region: parseRegion(region), account };
  }
  if (GOOGLE_HOST.test(word)) return { kind: "artifact-registry", host: word };
  throw new UserError(
    "registry-invalid",
    `is ${JSON.stringify(text)}; expected ecr, an account's id, public.ecr.aws, or a host of ECR or of Artifact Registry`,
    {
      hint: "Write ACCOUNT.dkr.ecr.REGION.amazonaws.com or LOCATION-docker.pkg.dev. For GHCR and others use docker/login-action.",
    },
  );
}

/** The private registry of an account in a region. */
export function ecrHost(account: string, region: string): string {
  return `${account}.dkr.ecr.${region}.${partitionOf(region).dnsSuffix}`;
}
