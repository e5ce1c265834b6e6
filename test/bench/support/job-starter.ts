/**
 * A process that starts jobs: starting one holds up whoever does it, the longer the more memory it has, and the
 * server that all jobs talk to must not be held up by that.
 */
import { updateOverlay } from "../../support/journey.ts";
import type { GitHubUrls } from "../../support/runner-environment.ts";

/** Where the jobs of this process write. */
export interface Start {
  readonly urls: GitHubUrls;
  readonly token: string;
}

/** A job to start. */
export interface JobOrder {
  readonly id: number;
  readonly inputs: Readonly<Record<string, string>>;
}

/** What became of it. */
export interface JobResult {
  readonly id: number;
  readonly exitCode: number | null;
  readonly message: string | undefined;
}

const { urls, token }: Start = JSON.parse(process.argv[2] ?? "{}");
const reach = {
  github: { ...urls, clock: { now: () => new Date() } },
  token: { value: token },
};

process.on("message", async ({ id, inputs }: JobOrder) => {
  const { exitCode, annotations } = await updateOverlay(reach, inputs);
  const result: JobResult = { id, exitCode, message: annotations[0]?.message };
  process.send?.(result);
});
