/** A job as GitHub knows it when it makes its id token. */
export interface Job {
  readonly repository: string;
  readonly repositoryId: string;
  readonly ownerId: string;
  readonly ref: string;
  readonly event: string;
  readonly actor: string;
  readonly environment: string | undefined;
  /** Of a reusable workflow; absent, the job's own workflow. */
  readonly jobWorkflowRef: string | undefined;
  /** Whether `sub` has the ids, as in repositories made after 2026-07-15. */
  readonly immutableSubject: boolean;
  readonly issuer: string;
}

export const usualJob: Job = {
  repository: "acme/checkout",
  repositoryId: "7301",
  ownerId: "4002",
  ref: "refs/heads/main",
  event: "push",
  actor: "alice",
  environment: undefined,
  jobWorkflowRef: undefined,
  immutableSubject: false,
  issuer: "https://token.actions.githubusercontent.com",
};

/**
 * The claims that GitHub puts into a job's token, but for those of time and audience.
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export function jobClaims(given: Partial<Job> = {}): Readonly<Record<string, string>> {
  const job = { ...usualJob, ...given };
  const [owner = ""] = job.repository.split("/");
  const workflowRef = `${job.repository}/.github/workflows/deploy.yml@${job.ref}`;
  return {
    iss: job.issuer,
    sub: subject(job),
    jti: crypto.randomUUID(),
    actor: job.actor,
    actor_id: "901",
    base_ref: "",
    ...(job.environment === undefined ? {} : { environment: job.environment }),
    event_name: job.event,
    head_ref: "",
    job_workflow_ref: job.jobWorkflowRef ?? workflowRef,
    job_workflow_sha: "0123456789abcdef0123456789abcdef01234567",
    ref: job.ref,
    ref_protected: "true",
    ref_type: job.ref.startsWith("refs/tags/") ? "tag" : "branch",
    repository: job.repository,
    repository_id: job.repositoryId,
    repository_owner: owner,
    repository_owner_id: job.ownerId,
    repository_visibility: "private",
    run_attempt: "1",
    run_id: "100",
    run_number: "10",
    runner_environment: "github-hosted",
    sha: "0123456789abcdef0123456789abcdef01234567",
    workflow: "deploy",
    workflow_ref: workflowRef,
    workflow_sha: "0123456789abcdef0123456789abcdef01234567",
  };
}

/** The environment comes before the pull request, and that before the ref. */
function subject(job: Job): string {
  const [owner, name] = job.repository.split("/");
  const repository = job.immutableSubject
    ? `${owner}@${job.ownerId}/${name}@${job.repositoryId}`
    : job.repository;
  const escaped = (text: string): string => text.replaceAll(":", "%3A");
  if (job.environment !== undefined) {
    return `repo:${repository}:environment:${escaped(job.environment)}`;
  }
  if (job.event === "pull_request") return `repo:${repository}:pull_request`;
  return `repo:${repository}:ref:${escaped(job.ref)}`;
}
