import type { ImageName } from "@gitops-actions/core/image";
import { isLoopback } from "./authorization.ts";

/** Where a repository is. */
export interface RepositoryAddress {
  /** The host as a docker config names it: `ghcr.io`, `docker.io`. */
  readonly host: string;
  /** `https://ghcr.io`. */
  readonly origin: string;
  /** `org/app`. */
  readonly path: string;
}

/**
 * The address of an image's repository. A name without a host is one of Docker Hub's, and a registry on
 * this machine is spoken to without TLS, both as docker does it.
 */
export function addressOf(name: ImageName): RepositoryAddress {
  const slash = name.indexOf("/");
  const first = slash < 0 ? "" : name.slice(0, slash);
  const hasHost = /[.:]/.test(first) || first === "localhost";
  const host = hasHost ? first : "docker.io";
  const rest = hasHost ? name.slice(slash + 1) : name;
  if (host === "docker.io" || host === "index.docker.io") {
    const path = rest.includes("/") ? rest : `library/${rest}`;
    return { host: "docker.io", origin: "https://registry-1.docker.io", path };
  }
  const scheme = isLoopback(new URL(`http://${host}`).hostname) ? "http" : "https";
  return { host, origin: `${scheme}://${host}`, path: rest };
}
