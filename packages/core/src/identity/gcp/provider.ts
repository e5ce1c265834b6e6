import { UserError } from "../../errors.ts";
import type { Claims } from "../claims.ts";

/** A provider of a Workload Identity pool by its parts. */
export interface Provider {
  /** `projects/123456789/locations/global/workloadIdentityPools/POOL/providers/PROVIDER` */
  readonly name: string;
  readonly projectNumber: string;
  readonly pool: string;
  readonly id: string;
}

/**
 * A provider by its full name, with or without `//iam.googleapis.com/` before it.
 * @throws `provider-invalid`, which tells a project's id and a pool's name apart
 */
export function parseProvider(text: string): Provider {
  const name = text.replace(/^(?:https:)?\/\/iam\.googleapis\.com\//, "");
  const parts =
    /^projects\/([^/]+)\/locations\/global\/workloadIdentityPools\/([^/]+)(?:\/providers\/([a-z0-9-]+))?$/.exec(
      name,
    );
  const [, project = "", pool = "", id] = parts ?? [];
  if (/^\d+$/.test(project) && id !== undefined) {
    return { name, projectNumber: project, pool, id };
  }
  throw new UserError(
    "provider-invalid",
    `is ${JSON.stringify(text)}; expected projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER`,
    { hint: hint({ isName: parts !== null, project, id }) },
  );
}

function hint(found: {
  readonly isName: boolean;
  readonly project: string;
  readonly id: string | undefined;
}): string {
  if (!found.isName) {
    return "Copy the name that this prints: gcloud iam workload-identity-pools providers describe PROVIDER --workload-identity-pool POOL --location global --format 'value(name)'.";
  }
  if (found.id === undefined) {
    return "That names the pool. Add /providers/PROVIDER.";
  }
  return `Google wants the project's number, not its id: gcloud projects describe ${found.project} --format 'value(projectNumber)'.`;
}

/** All jobs of one repository, as a member of a binding; `attribute.repository_id` has to be mapped. */
export function repositoryMember({ projectNumber, pool }: Provider, claims: Claims): string {
  return `principalSet://iam.googleapis.com/projects/${projectNumber}/locations/global/workloadIdentityPools/${pool}/attribute.repository_id/${claims["repository_id"]}`;
}
