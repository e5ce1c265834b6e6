export { type Actor, loginOf } from "./actor.ts";
export {
  type BranchCommit,
  type BranchSnapshot,
  listFolders,
  RECENT_COMMITS,
  type RepositoryFile,
  readBranch,
  readFilesAt,
  walkCommits,
} from "./branch.ts";
export { type Client, createClient } from "./client.ts";
export {
  type CommitContents,
  type FileEdit,
  isPlain,
  type LandedCommit,
  type NewCommit,
  writeCommit,
} from "./commit.ts";
export { type DatedCommit, readNewest, relate } from "./compare.ts";
export { compareAndSwap, type Decided, type Landed, type Read } from "./compare-and-swap.ts";
export { type Connect, type Connection, connector } from "./connect.ts";
export {
  type CredentialInputs,
  type Credentials,
  obtainCredentials,
  type Permissions,
  revokeToken,
} from "./credentials.ts";
export { explain, GitHubFailure } from "./failure.ts";
export {
  describePullRequest,
  type HeadBranch,
  type NewPullRequest,
  openPullRequest,
  openPullRequestFrom,
  type PullRequest,
  readHeadBranch,
  startBranch,
} from "./pull-request.ts";
export { type NewRecord, readRecords, writeRecord } from "./records.ts";
export {
  type NewStatus,
  readDeploymentReports,
  readStatuses,
  writeStatus,
} from "./reports.ts";
export { type Patience, retrying } from "./retry.ts";
