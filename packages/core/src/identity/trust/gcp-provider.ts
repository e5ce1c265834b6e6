import type { Place } from "../../errors.ts";
import type { YamlValue } from "../../yaml/index.ts";
import { type CelExpression, readCel } from "./cel.ts";

/** A provider of a Workload Identity pool, as far as trust goes. */
export interface GcpProvider {
  /** With its scheme; undefined where only a condition was given. */
  readonly issuer: { readonly uri: string; readonly place: Place } | undefined;
  /** Audiences that a token may have; empty where that is not known. */
  readonly audiences: readonly string[];
  readonly condition: CelExpression | undefined;
  /** By `google.subject`, `attribute.NAME`; undefined where only a condition was given. */
  readonly mapping: ReadonlyMap<string, CelExpression> | undefined;
  readonly place: Place;
}

/** Whether a document looks like a provider, or like its condition alone. */
export function isGcpProvider(document: YamlValue): boolean {
  if (document.text !== undefined) return true;
  if (!document.isMapping) return false;
  const fields = document.entries();
  return ["attributeCondition", "attributeMapping", "oidc"].some((name) => fields.has(name));
}

/**
 * The provider in a document that `gcloud iam workload-identity-pools providers describe` prints, or in the
 * text of a condition.
 * @throws `trust-policy-invalid` at the place of the first value that is of the wrong kind
 * @see https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools.providers
 */
export function readGcpProvider(document: YamlValue): GcpProvider {
  const { place } = document;
  if (document.text !== undefined) {
    const nothing = { issuer: undefined, audiences: [], mapping: undefined };
    return { ...nothing, condition: readCel(document), place };
  }
  const fields = document.entries();
  const oidc = fields.get("oidc")?.entries();
  const uri = oidc?.get("issuerUri");
  const condition = fields.get("attributeCondition");
  return {
    issuer: uri === undefined ? undefined : { uri: uri.string(), place: uri.place },
    audiences: readAudiences(oidc?.get("allowedAudiences"), fields.get("name")?.text),
    condition: condition === undefined || condition.text === "" ? undefined : readCel(condition),
    mapping: new Map(
      [...(fields.get("attributeMapping")?.entries() ?? [])].map(([name, value]) => [
        name,
        readCel(value),
      ]),
    ),
    place,
  };
}

/** Without a list of its own a provider takes its name, with and without a scheme. */
function readAudiences(allowed: YamlValue | undefined, name: string | undefined): string[] {
  const listed = allowed?.items().map((item) => item.string()) ?? [];
  if (listed.length > 0 || name === undefined) return listed;
  return [`https://iam.googleapis.com/${name}`, `//iam.googleapis.com/${name}`];
}
