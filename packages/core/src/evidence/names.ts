/** Context of the one status that rolls up all gates of a pull request. */
export const ROLLUP = "gitops/promotion";

/** Login of `GITHUB_TOKEN`, in every repository and whatever workflow uses it. */
export const WORKFLOW_TOKEN = "github-actions[bot]";
