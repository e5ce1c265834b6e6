import { UserError } from "@gitops-actions/core/errors";
import { type KubeObject, listAt, textAt } from "@gitops-actions/core/verify";
import { HttpFailure, sendRequest, type Tls } from "../http/index.ts";
import { parseObject } from "../json.ts";

/** An Argo CD server, and the token of an account or project role that may get applications. */
export interface ArgocdServer {
  /** `https://argocd.example.com`; a path behind the host is kept. */
  readonly server: URL;
  readonly token: string;
  readonly tls: Tls;
}

/** An application by its name, and its namespace where that is not Argo CD's own. */
export interface ApplicationName {
  readonly name: string;
  readonly namespace: string | undefined;
}

/** A resource of an application's tree. */
export interface TreeNode {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** One failed call to Argo CD; `status` is 0 where there was no answer. */
export class ArgocdFailure extends Error {
  override readonly name = "ArgocdFailure";
  readonly status: number;

  constructor(status: number, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.status = status;
  }
}

/** Argo CD's API as one token sees it. Each call is one request: it never retries. */
export interface Argocd {
  readonly server: string;
  /** How many requests were sent. */
  readonly requests: number;
  /** The Application, as Kubernetes has it. @throws `ArgocdFailure` */
  application(name: ApplicationName): Promise<KubeObject>;
  /** Every resource of the application, those that controllers made among them. @throws `ArgocdFailure` */
  resourceTree(name: ApplicationName): Promise<readonly TreeNode[]>;
  /** A live resource of the application. @throws `ArgocdFailure` */
  resource(name: ApplicationName, node: TreeNode): Promise<KubeObject>;
}

const REQUEST_TIMEOUT_MS = 30_000;

/** @see https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/ */
export function createArgocd(
  { server, token, tls }: ArgocdServer,
  { signal }: { readonly signal: AbortSignal },
): Argocd {
  let requests = 0;

  async function get(path: string, query: Readonly<Record<string, string>>): Promise<KubeObject> {
    requests += 1;
    const url = new URL(
      `${server.href.replace(/\/$/, "")}/api/v1/${path}?${new URLSearchParams(query)}`,
    );
    const reply = await sendRequest({
      url,
      headers: { accept: "application/json", authorization: `Bearer ${token}` },
      tls,
      timeoutMs: REQUEST_TIMEOUT_MS,
      signal,
    }).catch((error: unknown) => {
      if (!(error instanceof HttpFailure)) throw error;
      throw new ArgocdFailure(0, error.message, { cause: error });
    });
    const object = parseObject(reply.body);
    if (reply.status === 200 && object !== undefined) return object;
    const said = textAt(object, "message") ?? reply.body.slice(0, 200).trim();
    // A login page in place of an answer comes with 200.
    throw new ArgocdFailure(reply.status === 200 ? 502 : reply.status, `${reply.status}: ${said}`);
  }

  return {
    server: server.host,
    get requests() {
      return requests;
    },

    application({ name, namespace }) {
      return get(`applications/${encodeURIComponent(name)}`, scope(namespace));
    },

    async resourceTree({ name, namespace }) {
      const path = `applications/${encodeURIComponent(name)}/resource-tree`;
      return listAt(await get(path, scope(namespace)), "nodes").map(nodeOf);
    },

    async resource({ name, namespace }, node) {
      const reply = await get(`applications/${encodeURIComponent(name)}/resource`, {
        ...scope(namespace),
        group: node.group,
        version: node.version,
        kind: node.kind,
        namespace: node.namespace,
        resourceName: node.name,
      });
      const object = parseObject(textAt(reply, "manifest") ?? "");
      if (object !== undefined) return object;
      throw new ArgocdFailure(502, `the answer holds no manifest of ${node.kind}/${node.name}`);
    },
  };
}

function scope(namespace: string | undefined): Record<string, string> {
  return namespace === undefined ? {} : { appNamespace: namespace };
}

function nodeOf(node: unknown): TreeNode {
  const text = (field: string): string => textAt(node, field) ?? "";
  return {
    group: text("group"),
    version: text("version"),
    kind: text("kind"),
    namespace: text("namespace"),
    name: text("name"),
  };
}

/**
 * The failure as a `UserError` with what to do about it.
 * Codes: `cluster-token-rejected`, `application-not-found`, `cluster-unreachable`.
 */
export function explainArgocd(failure: ArgocdFailure, tried: string): UserError {
  const say = (code: UserError["code"], hint: string): UserError =>
    new UserError(code, `could not ${tried}: ${failure.message}`, { hint, cause: failure });
  switch (failure.status) {
    case 401:
      return say(
        "cluster-token-rejected",
        "The token of argocd-token is wrong or has expired; make one for an account or a project role.",
      );
    // Argo CD answers 403 for an application that is not there, so that names cannot be guessed.
    case 403:
    case 404:
      return say(
        "application-not-found",
        'Correct "application" (NAMESPACE/NAME outside of Argo CD\'s namespace), or allow the account "applications, get" on it.',
      );
    default:
      return say(
        "cluster-unreachable",
        "Check argocd-server, that this runner can reach it, and its certificate (argocd-ca).",
      );
  }
}
