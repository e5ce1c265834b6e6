import type { IdToken, IdTokenSource } from "@gitops-actions/adapters/oidc";
import type { Patience } from "@gitops-actions/adapters/patience";
import type { IdTokenRequest, Log, Report, RunContext } from "@gitops-actions/adapters/runner";
import { UserError } from "@gitops-actions/core/errors";
import type { TrustDocument } from "@gitops-actions/core/identity/trust";
import type { OutputName } from "./action.gen.ts";
import type { Applied } from "./apply.ts";
import type { Request } from "./inputs.ts";
import { type Login, Refused } from "./login.ts";
import { checkReport, loginReport, logLines, refusalReport } from "./report.ts";
import { trustPolicyText } from "./trust-policy.ts";
import { whyWithoutSecrets } from "./without-secrets.ts";

/** The world as this action sees it. */
export interface Ports {
  readonly log: Log;
  readonly patience: Patience;
  readonly context: RunContext;
  idTokens(request: IdTokenRequest): IdTokenSource;
  /** Sets and writes what the logins got. */
  apply(logins: readonly Login[]): Applied;
}

/** Logs in, or only rates a policy, and reports whom the job is now and how tight the trust in it is. */
export async function main(request: Request, ports: Ports): Promise<Report<OutputName>> {
  const trust = await openTrust(request, ports.context);
  if (request.mode === "check" && trust !== undefined) return checkReport(trust.report);
  const logins = await loginToAll(request, ports).catch(asRefused);
  if (logins instanceof Refused) {
    const { explain } = await import("./explain.ts");
    return refusalReport(logins, explain(logins, { request, trust: trust?.document }));
  }
  const applied = ports.apply(logins);
  for (const line of logLines(logins)) ports.log.info(line);
  return loginReport(logins, { ...applied, trust: trust?.report });
}

/** A policy is read by code that is loaded only where there is one. */
async function openTrust({ trustPolicy }: Request, { workspace }: RunContext) {
  if (trustPolicy === undefined) return undefined;
  const { rateTrust, readTrust } = await import("@gitops-actions/core/identity/trust");
  const document: TrustDocument = readTrust(trustPolicyText(trustPolicy, workspace));
  return { document, report: rateTrust(document) };
}

/** One cloud after the other. */
async function loginToAll({ aws, gcp }: Request, ports: Ports): Promise<Login[]> {
  const { context, patience } = ports;
  const idTokenRequest = neededIdTokenRequest(context);
  const idTokens = ports.idTokens(idTokenRequest);
  const logins: Login[] = [];
  if (aws !== undefined) {
    const idToken = (): Promise<IdToken> => idTokens(aws.audience);
    const { loginToAws } = await whileAsking(idToken, () => import("./aws.ts"));
    logins.push(await loginToAws(aws, { patience, idToken }));
  }
  if (gcp !== undefined) {
    const idToken = (): Promise<IdToken> => idTokens(gcp.audience);
    const { loginToGcp } = await whileAsking(idToken, () => import("./gcp.ts"));
    const { googleServices: services } = context;
    logins.push(await loginToGcp(gcp, { patience, idToken, services, idTokenRequest }));
  }
  return logins;
}

/**
 * The code of a cloud, loaded while GitHub's token travels: only that of the clouds that are asked for, and not
 * before the request is on its way, since loading keeps the process from everything else.
 */
async function whileAsking<T>(ask: () => Promise<IdToken>, load: () => Promise<T>): Promise<T> {
  const loading = new Promise((resolve) => setImmediate(resolve)).then(load);
  const [code] = await Promise.all([loading, ask()]);
  return code;
}

function neededIdTokenRequest(context: RunContext): IdTokenRequest {
  const { idTokenRequest } = context;
  if (idTokenRequest !== undefined) return idTokenRequest;
  throw new UserError(
    "id-token-missing",
    "this job may not have an id token: the runner gives no ACTIONS_ID_TOKEN_REQUEST_URL",
    {
      hint:
        whyWithoutSecrets(context) ||
        'Give the job "permissions: id-token: write" (and contents: read, since naming one permission takes away the others). In a reusable workflow the job that calls it needs it too.',
    },
  );
}

function asRefused(error: unknown): Refused {
  if (error instanceof Refused) return error;
  throw error;
}
