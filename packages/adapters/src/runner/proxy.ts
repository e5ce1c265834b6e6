const PROXY_VARIABLES = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"];

/**
 * Makes `fetch` honour HTTP(S)_PROXY and NO_PROXY (both cases); true when this process may go on.
 *
 * Node 24.14 can be told at run time. Earlier ones read the variables only when started with
 * NODE_USE_ENV_PROXY=1, so the action is started once more that way: slower than bundling an HTTP
 * client of our own, but right, and only for old runners behind a proxy.
 * @see https://nodejs.org/api/http.html#built-in-proxy-support
 */
export async function honourProxy(env: NodeJS.ProcessEnv): Promise<boolean> {
  if (!PROXY_VARIABLES.some((name) => env[name]) || env.NODE_USE_ENV_PROXY === "1") return true;
  // Loaded only here: without a proxy these two would cost a quarter of Node's whole start.
  const http = await import("node:http");
  if (typeof http.setGlobalProxyFromEnv === "function") {
    http.setGlobalProxyFromEnv();
    return true;
  }
  process.exitCode = await restart({ ...env, NODE_USE_ENV_PROXY: "1" });
  return false;
}

async function restart(env: NodeJS.ProcessEnv): Promise<number> {
  const { spawn } = await import("node:child_process");
  const { constants } = await import("node:os");
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, process.argv.slice(1), { env, stdio: "inherit" });
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => child.kill(signal));
    }
    child.on("error", reject);
    child.on("exit", (code, signal) =>
      resolve(code ?? 128 + constants.signals[signal ?? "SIGTERM"]),
    );
  });
}
