/** One attempt of one run of one workflow: who wrote something. */
export interface Run {
  /** `owner/repo` whose workflow runs. */
  readonly repository: string;
  /** `owner/repo/.github/workflows/ci.yml`, without ref; the workflow's name where the path is not known. */
  readonly workflow: string;
  /** Counts the runs of this workflow; a re-run keeps it. */
  readonly number: number;
  readonly attempt: number;
  /** Page of the run. */
  readonly url: string;
}

/** What a record of a run holds: enough to put two runs of one workflow in order. */
export type RunIdentity = Pick<Run, "workflow" | "number" | "attempt">;

/** The run as one line for a trailer: `org/checkout/.github/workflows/ci.yml#123.1`. */
export function printRun({ workflow, number, attempt }: RunIdentity): string {
  return `${workflow.replaceAll(/[\s#]+/g, " ")}#${number}.${attempt}`;
}

/** What {@link printRun} printed: workflow, number and attempt; undefined for any other text. */
export function parseRun(text: string): RunIdentity | undefined {
  const match = /^(.+)#(\d{1,15})\.(\d{1,6})$/.exec(text);
  if (match === null) return undefined;
  return { workflow: match[1] ?? "", number: Number(match[2]), attempt: Number(match[3]) };
}

/** Whether `a` is a later run of the same workflow than `b`, or a later attempt of the same run. */
export function isNewerRun(a: RunIdentity, b: RunIdentity): boolean {
  if (a.workflow !== b.workflow) return false;
  return a.number > b.number || (a.number === b.number && a.attempt > b.attempt);
}
