import type { Tls } from "../http/index.ts";

/** Where metrics come from, and what may be told to whom. */
export interface MetricSources {
  /** The Prometheus that all queries go to, whatever address a template names; undefined: the template's. */
  readonly prometheusUrl: URL | undefined;
  /** The `authorization` header for that Prometheus, and for no other host. */
  readonly authorization: string | undefined;
  /** Its certificate authority. */
  readonly tls: Tls;
  /** `host` or `host:port` of what templates may name. */
  readonly allowedHosts: readonly string[];
}

/** Whether a template may have us ask this address. */
export function isAllowed(url: URL, { allowedHosts }: MetricSources): boolean {
  if (url.protocol !== "https:" && url.protocol !== "http:") return false;
  return allowedHosts.some((host) => host === url.host || host === url.hostname);
}
