import { UserError } from "@gitops-actions/core/errors";
import { fieldAt, listAt, textAt } from "@gitops-actions/core/verify";
import { parse } from "yaml";
import type { Cluster } from "./cluster.ts";

/**
 * The cluster that a kubeconfig's context leads to. Everything has to be in the text itself: programs it
 * would run and files it would read are refused, since they are not there on a runner.
 * @throws `kubeconfig-invalid`
 * @see https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
 */
export function readKubeconfig(text: string, context: string | undefined): Cluster {
  const config = parsed(text);
  const wanted = context ?? textAt(config, "current-context") ?? "";
  const chosen = named(config, "contexts", { name: wanted, inner: "context" });
  const cluster = named(config, "clusters", { name: textAt(chosen, "cluster"), inner: "cluster" });
  const user = named(config, "users", { name: textAt(chosen, "user"), inner: "user" });
  refuseOutside(cluster, user);
  const server = textAt(cluster, "server") ?? "";
  if (!URL.canParse(server)) {
    throw invalid(`has the server ${JSON.stringify(server)}, which is no address`);
  }
  const authorization = authorizationOf(user);
  return {
    server: new URL(server),
    tls: {
      ca: decoded(cluster, "certificate-authority-data"),
      certificate: decoded(user, "client-certificate-data"),
      key: decoded(user, "client-key-data"),
      serverName: textAt(cluster, "tls-server-name"),
      isInsecure: fieldAt(cluster, "insecure-skip-tls-verify") === true,
    },
    authorization: () => authorization,
    secrets: ["token", "password", "client-key-data"].flatMap((field) => textAt(user, field) ?? []),
  };
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch {
    // The parser's message quotes the text, and the text holds keys.
    throw invalid("is not valid YAML");
  }
}

function named(
  config: unknown,
  list: string,
  { name = "", inner }: { name: string | undefined; inner: string },
): unknown {
  const entries = listAt(config, list);
  const entry = entries.find((one) => textAt(one, "name") === name);
  if (entry !== undefined) return fieldAt(entry, inner);
  const names = entries.map((one) => textAt(one, "name")).join(", ") || "none";
  throw invalid(`has no entry ${JSON.stringify(name)} in ${list}; it has: ${names}`);
}

const OUTSIDE_FIELDS: readonly (readonly [field: string, instead: string])[] = [
  ["exec", "Give a token, or the inputs for EKS (eks-cluster) or GKE (kubernetes-token)."],
  ["auth-provider", "Give a token instead."],
  ["certificate-authority", 'Embed it: "kubectl config view --raw --flatten".'],
  ["client-certificate", 'Embed it: "kubectl config view --raw --flatten".'],
  ["client-key", 'Embed it: "kubectl config view --raw --flatten".'],
  ["tokenFile", "Give the token itself."],
];

function refuseOutside(cluster: unknown, user: unknown): void {
  for (const [field, instead] of OUTSIDE_FIELDS) {
    const isThere = [cluster, user].some((part) => fieldAt(part, field) !== undefined);
    if (isThere) throw invalid(`wants "${field}", which is not there on a runner`, instead);
  }
}

function authorizationOf(user: unknown): string | undefined {
  const token = textAt(user, "token");
  if (token !== undefined) return `Bearer ${token}`;
  const name = textAt(user, "username");
  if (name === undefined) return undefined;
  const pair = `${name}:${textAt(user, "password") ?? ""}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

function decoded(part: unknown, field: string): string | undefined {
  const data = textAt(part, field);
  return data === undefined ? undefined : Buffer.from(data, "base64").toString("utf8");
}

function invalid(found: string, hint = "Compare it with what kubectl uses."): UserError {
  return new UserError("kubeconfig-invalid", `the kubeconfig ${found}`, { hint });
}
