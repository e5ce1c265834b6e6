import {
  credentialsFile,
  exchangeToken,
  type GoogleServices,
  type GoogleToken,
  impersonate,
} from "@gitops-actions/adapters/gcp";
import {
  type Claims,
  exchangeRefusal,
  impersonationRefusal,
  projectOf,
} from "@gitops-actions/core/identity";
import type { GcpRequest } from "./inputs.ts";
import { type Login, type LoginPorts, refuse } from "./login.ts";

/** The world as this login sees it. */
interface GcpPorts extends LoginPorts {
  readonly services: GoogleServices;
  readonly idTokenRequest: { readonly url: string; readonly token: string };
}

/** Gets a token at the provider, and by it one of the service account where one is given. @throws `Refused` */
export async function loginToGcp(request: GcpRequest, ports: GcpPorts): Promise<Login> {
  const { provider, serviceAccount, registries } = request;
  const { claims } = await ports.idToken();
  const token = await obtainToken(request, { ...ports, claims });
  const project = serviceAccount === undefined ? undefined : projectOf(serviceAccount);
  const auth = Buffer.from(`oauth2accesstoken:${token.value}`).toString("base64");
  return {
    cloud: "Google Cloud",
    identity: serviceAccount ?? `${claims["sub"]} of the pool ${provider.pool}`,
    account: undefined,
    expiresAt: token.expiresAt,
    claims,
    registries: registries.map(({ host }) => ({ host, auth, expiresAt: token.expiresAt })),
    variables: {
      // A token in the environment would win over the file, which can renew what it gives.
      ...(request.credentialsFile
        ? {}
        : { CLOUDSDK_AUTH_ACCESS_TOKEN: token.value, GOOGLE_OAUTH_ACCESS_TOKEN: token.value }),
      ...(project === undefined
        ? {}
        : { CLOUDSDK_CORE_PROJECT: project, GOOGLE_CLOUD_PROJECT: project }),
    },
    secrets: [token.value],
    profile: undefined,
    credentialsFile: request.credentialsFile
      ? credentialsFile({ ...request, ...ports, provider: provider.name })
      : undefined,
  };
}

async function obtainToken(
  request: GcpRequest,
  options: GcpPorts & { readonly claims: Claims },
): Promise<GoogleToken> {
  const { provider, serviceAccount, lifetimeSeconds } = request;
  const { claims, services, patience } = options;
  const calling = { ...patience, services };
  const by = { cloud: "Google Cloud", claims } as const;
  const subjectToken = async (): Promise<string> => (await options.idToken()).value;
  const federated = await exchangeToken({ provider: provider.name, subjectToken }, calling).catch(
    refuse(by, (failure) => exchangeRefusal(failure, { provider, claims })),
  );
  if (serviceAccount === undefined) return federated;
  return impersonate({ serviceAccount, lifetimeSeconds, by: federated }, calling).catch(
    refuse(by, (failure) =>
      impersonationRefusal(failure, { provider, serviceAccount, lifetimeSeconds, claims }),
    ),
  );
}
