export { type Actor, loginOf } from "./actor.ts";
export {
  type BranchSnapshot,
  RECENT_COMMITS,
  type RepositoryFile,
  readBranch,
  walkCommits,
} from "./branch.ts";
export type { BranchCommit } from "./branch-commit.ts";
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
export {
  compareAndSwap,
  type Decided,
  type Landed,
  type Read,
  type Swap,
} from "./compare-and-swap.ts";
export { type Connect, type Connection, connector } from "./connect.ts";
export {
  type AppKey,
  appKey,
  type CredentialInputs,
  type Credentials,
  obtainCredentials,
  type Permissions,
  readInstallation,
  revokeToken,
} from "./credentials.ts";
export {
  type FilesAt,
  type ReadFacts,
  type RepositoryFacts,
  readFacts,
  readRecords,
} from "./facts.ts";
export { explain, GitHubFailure } from "./failure.ts";
export { readFileText } from "./file-text.ts";
export { listFolders } from "./folders.ts";
export { readChangeDates, readReports } from "./history-facts.ts";
export { withNeighbours } from "./neighbours.ts";
export {
  type BeforeOpening,
  type ClosedPull,
  type Ids,
  type Opening,
  type ReadOpenings,
  readOpenings,
} from "./opening.ts";
export { type Overview, type ReadOverview, readOverview } from "./overview.ts";
export { paced } from "./pace.ts";
export { type CommitStatus, createLabel, createStatus, type Details, readTeam } from "./publish.ts";
export {
  armAutoMerge,
  type Closing,
  closePullRequest,
  type Equipment,
  type Equipped,
  enqueuePullRequest,
  equipPullRequest,
  isMerged,
  type Merging,
  mergePullRequest,
  type Redescription,
  redescribePullRequest,
  requestReview,
  showDetails,
} from "./pull-acts.ts";
export { readPullPaths } from "./pull-paths.ts";
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
export { type Rebuild, rebuildBranch } from "./rebuild.ts";
export { type NewRecord, writeRecord } from "./records.ts";
export { readDeploymentReports, readStatuses } from "./reports.ts";
export { readSettings } from "./repository-settings.ts";
export { requiredStatus } from "./required.ts";
export { type Patience, retrying } from "./retry.ts";
export { readPaths } from "./tree.ts";
