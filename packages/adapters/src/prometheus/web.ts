import type { Metric, Reply } from "@gitops-actions/core/verify";
import { HttpFailure, sendRequest } from "../http/index.ts";
import type { Asking } from "./prometheus.ts";
import { isAllowed } from "./source.ts";

const DEFAULT_TIMEOUT_SECONDS = 10;

/**
 * What the address of a web metric answers, as it came. Only hosts that are allowed are asked, and with
 * nothing but what the template itself says.
 */
export async function askWeb(metric: Metric, { sources, signal }: Asking): Promise<Reply> {
  const { web } = metric.provider;
  if (web === undefined || !URL.canParse(web.url)) {
    return { kind: "error", message: `the address ${JSON.stringify(web?.url ?? "")} is none` };
  }
  const url = new URL(web.url);
  if (!isAllowed(url, sources)) {
    const message = `the host ${url.host} is not among allowed-hosts, so it was not asked`;
    return { kind: "error", message };
  }
  const given = (web.headers ?? []).map(({ key, value }) => [key.toLowerCase(), value]);
  const json = web.jsonBody === undefined ? undefined : JSON.stringify(web.jsonBody);
  try {
    const reply = await sendRequest({
      url,
      method: web.method ?? "GET",
      headers: {
        ...(json === undefined ? {} : { "content-type": "application/json" }),
        ...Object.fromEntries(given),
      },
      body: json ?? web.body,
      tls: { isInsecure: web.insecure === true },
      timeoutMs: (web.timeoutSeconds || DEFAULT_TIMEOUT_SECONDS) * 1000,
      signal,
    });
    return { kind: "web", status: reply.status, body: reply.body };
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    return { kind: "error", message: error.message };
  }
}
