import type { AwsCalling, AwsSession } from "@gitops-actions/adapters/aws";
import { ecrLogin, ecrPublicLogin } from "@gitops-actions/adapters/aws/ecr";
import type { Patience } from "@gitops-actions/adapters/patience";
import { type Claims, ecrHost, ecrRefusal } from "@gitops-actions/core/identity";
import type { AwsRequest } from "./inputs.ts";
import { type RegistryLogin, refuse } from "./login.ts";

export interface RegistryOptions {
  readonly session: AwsSession;
  readonly calling: Patience & AwsCalling;
  readonly claims: Claims;
}

/** Passwords for the registries: one a region serves all private ones there, of whatever account. @throws `Refused` */
export async function loginToEcr(
  { roles, registries, region: ownRegion }: AwsRequest,
  { session, calling, claims }: RegistryOptions,
): Promise<readonly RegistryLogin[]> {
  const aws = { cloud: "AWS", claims } as const;
  const role = roles.at(-1) ?? roles[0];

  const privateOnes = registries.filter((registry) => registry.kind === "ecr");
  const byRegion = Map.groupBy(privateOnes, ({ region = ownRegion }) => region);
  const privateLogins = [...byRegion].map(async ([region, members]): Promise<RegistryLogin[]> => {
    const { auth, expiresAt, ownHost } = await ecrLogin(session, { ...calling, region }).catch(
      refuse(aws, (failure) => ecrRefusal(failure, { role, region, isPublic: false })),
    );
    return members.map(({ host, account }) => {
      const named = account === undefined ? ownHost : ecrHost(account, region);
      return { host: host ?? named, auth, expiresAt };
    });
  });

  const publicHosts = registries.flatMap(({ kind, host }) => (kind === "ecr-public" ? [host] : []));
  const publicLogins = [...new Set(publicHosts)].map(async (host): Promise<RegistryLogin[]> => {
    const { auth, expiresAt } = await ecrPublicLogin(session, calling).catch(
      refuse(aws, (failure) => ecrRefusal(failure, { role, region: ownRegion, isPublic: true })),
    );
    return [{ host, auth, expiresAt }];
  });

  const logins = (await Promise.all([...privateLogins, ...publicLogins])).flat();
  return [...new Map(logins.map((login) => [login.host, login])).values()];
}
