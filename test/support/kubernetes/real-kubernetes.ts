import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sendRequest } from "@gitops-actions/adapters/http";
import { Background, freePort } from "../background.ts";

export interface RealKubernetesOptions {
  readonly etcd: string;
  readonly apiserver: string;
}

/** A token of the group that may do everything, and one that may do nothing until a role says so. */
const TOKENS = "admin-token,admin,1,system:masters\nlimited-token,limited,2,\n";

/** A real etcd and kube-apiserver on loopback, with RBAC and nothing else of a cluster. */
export class RealKubernetes implements AsyncDisposable {
  readonly url: string;
  readonly token = "admin-token";
  readonly limitedToken = "limited-token";
  /** The certificate authority of the server, in PEM form. */
  readonly ca: string;
  readonly #folder: string;
  readonly #programs: readonly Background[];

  static async start({ etcd, apiserver }: RealKubernetesOptions): Promise<RealKubernetes> {
    const folder = mkdtempSync(join(tmpdir(), "real-kubernetes-"));
    const [store, peer, port] = [await freePort(), await freePort(), await freePort()];
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    writeFileSync(join(folder, "accounts.key"), privateKey);
    writeFileSync(join(folder, "tokens.csv"), TOKENS);
    const database = new Background(etcd, etcdArguments(folder, { store, peer }));
    const server = new Background(apiserver, serverArguments(folder, { store, port }));
    const kubernetes = { folder, port, programs: [server, database] };
    try {
      await server.ready(async () => {
        const reply = await fetchReady(port, readFileSync(join(folder, "apiserver.crt"), "utf8"));
        return reply.status === 200;
      });
      return new RealKubernetes(kubernetes);
    } catch (error) {
      for (const program of kubernetes.programs) await program[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor({
    folder,
    port,
    programs,
  }: {
    readonly folder: string;
    readonly port: number;
    readonly programs: readonly Background[];
  }) {
    this.url = `https://127.0.0.1:${port}`;
    this.ca = readFileSync(join(folder, "apiserver.crt"), "utf8");
    this.#folder = folder;
    this.#programs = programs;
  }

  /** One call as the administrator; the object that it answers. @throws for anything but success */
  async call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const patch = "application/merge-patch+json";
    const reply = await sendRequest({
      url: new URL(path, this.url),
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        "content-type": method === "PATCH" ? patch : "application/json",
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      tls: { ca: this.ca },
      timeoutMs: 10_000,
      signal: AbortSignal.timeout(30_000),
    });
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.body}`);
    return JSON.parse(reply.body);
  }

  /** The text of a kubeconfig for a token. */
  kubeconfig(token = this.token): string {
    const name = "real";
    const data = Buffer.from(this.ca).toString("base64");
    return JSON.stringify({
      "current-context": name,
      contexts: [{ name, context: { cluster: name, user: name } }],
      clusters: [{ name, cluster: { server: this.url, "certificate-authority-data": data } }],
      users: [{ name, user: { token } }],
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of this.#programs) await program[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true });
  }
}

function etcdArguments(folder: string, { store, peer }: { store: number; peer: number }) {
  const client = `http://127.0.0.1:${store}`;
  const own = `http://127.0.0.1:${peer}`;
  return [
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${own}`,
    `--initial-advertise-peer-urls=${own}`,
    `--initial-cluster=default=${own}`,
    "--unsafe-no-fsync",
  ];
}

function serverArguments(folder: string, { store, port }: { store: number; port: number }) {
  return [
    `--etcd-servers=http://127.0.0.1:${store}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    `--secure-port=${port}`,
    `--cert-dir=${folder}`,
    `--service-account-key-file=${join(folder, "accounts.key")}`,
    `--service-account-signing-key-file=${join(folder, "accounts.key")}`,
    `--service-account-issuer=https://127.0.0.1:${port}`,
    `--token-auth-file=${join(folder, "tokens.csv")}`,
    "--authorization-mode=RBAC",
    "--service-cluster-ip-range=10.0.0.0/24",
    "--disable-admission-plugins=ServiceAccount",
  ];
}

function fetchReady(port: number, ca: string) {
  return sendRequest({
    url: new URL(`https://127.0.0.1:${port}/readyz`),
    headers: { authorization: "Bearer admin-token" },
    tls: { ca },
    timeoutMs: 2_000,
    signal: AbortSignal.timeout(2_000),
  });
}
