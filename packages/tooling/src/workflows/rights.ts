import type { Permissions } from "./workflow.ts";

type With = Readonly<Record<string, unknown>>;

/**
 * What an action of the suite needs of the job's own token, given its inputs; the READMEs say the same. With
 * an App it needs nothing: the App's token does it.
 */
export function rightsOf(action: string, inputs: With): Permissions {
  const hasApp = inputs["app-client-id"] !== undefined;
  switch (action) {
    case "oidc-login":
      return inputs["mode"] === "check" ? {} : { "id-token": "write" };
    case "build-and-scan":
      return signsKeyless(inputs) ? { "id-token": "write" } : {};
    case "doctor":
      return { contents: "read", actions: "read" };
    case "update-overlay":
      return hasApp ? {} : { contents: "write" };
    case "verify-canary":
      return hasApp ? {} : { contents: "read", deployments: "write", statuses: "write" };
    case "promote":
      return hasApp ? {} : promoteRights(inputs);
    default:
      return {};
  }
}

function signsKeyless({ scanner, sign }: With): boolean {
  return scanner !== "none" && sign !== "none" && sign !== "key";
}

function promoteRights({ mode, "dry-run": dryRun }: With): Permissions {
  const way = mode === "check" || dryRun === true ? "read" : "write";
  return {
    contents: way,
    "pull-requests": way,
    statuses: way,
    checks: way,
    deployments: "read",
  };
}

const RANKS = ["none", "read", "write"];

/** The rights of `wanted` that `granted` does not cover, `contents: write` each. */
export function missingRights(granted: Permissions, wanted: Permissions): string[] {
  return Object.entries(wanted)
    .filter(([name, level]) => RANKS.indexOf(granted[name] ?? "none") < RANKS.indexOf(level))
    .map(([name, level]) => `${name}: ${level}`);
}
