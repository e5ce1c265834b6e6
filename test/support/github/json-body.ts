import { GitHubError } from "./errors.ts";

/** The JSON object that a request's body holds. Throws the 400 GitHub gives for anything else. */
export function parseJsonObject(body: Buffer): Readonly<Record<string, unknown>> {
  const value = parse(body);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw badRequest("Body should be a JSON object");
}

export function badRequest(message: string): GitHubError {
  return new GitHubError(message, { status: 400, type: "UNPROCESSABLE" });
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw badRequest("Problems parsing JSON");
  }
}
