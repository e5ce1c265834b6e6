import { roleReaches } from "../accounts.ts";
import type { Call } from "../call.ts";
import type { Repository } from "../repository.ts";
import { timestamp } from "../text.ts";
import { simpleUser } from "./present-account.ts";

/** A `minimal-repository`. */
export function minimalRepository(call: Call, repository: Repository) {
  const { serverUrl, apiUrl } = call.state;
  const { id, nodeId, name, nameWithOwner, owner, isPrivate } = repository;
  const url = `${apiUrl}/repos/${nameWithOwner}`;
  return {
    id,
    node_id: nodeId,
    name,
    full_name: nameWithOwner,
    owner: simpleUser(call, owner),
    private: isPrivate,
    html_url: `${serverUrl}/${nameWithOwner}`,
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(links.map(([key, path]) => [key, `${url}/${path}`])),
    permissions: permissionsOf(call, repository),
  };
}

/** A `full-repository`, which is also a `repository`. */
export function fullRepository(call: Call, repository: Repository) {
  const { serverUrl } = call.state;
  const { nameWithOwner, settings, createdAt } = repository;
  const { host } = new URL(serverUrl);
  const html = `${serverUrl}/${nameWithOwner}`;
  return {
    ...minimalRepository(call, repository),
    clone_url: `${html}.git`,
    git_url: `git://${host}/${nameWithOwner}.git`,
    ssh_url: `git@${host}:${nameWithOwner}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    default_branch: repository.defaultBranch,
    archived: repository.isArchived,
    disabled: false,
    visibility: repository.isPrivate ? "private" : "public",
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    is_template: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    topics: [],
    forks: 0,
    forks_count: 0,
    open_issues: 0,
    open_issues_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    network_count: 0,
    subscribers_count: 0,
    size: 0,
    pushed_at: timestamp(createdAt),
    created_at: timestamp(createdAt),
    updated_at: timestamp(createdAt),
    allow_merge_commit: settings.mergeMethods.includes("merge"),
    allow_squash_merge: settings.mergeMethods.includes("squash"),
    allow_rebase_merge: settings.mergeMethods.includes("rebase"),
    allow_auto_merge: settings.autoMerge,
    delete_branch_on_merge: settings.deleteBranchOnMerge,
  };
}

function permissionsOf({ actor }: Call, repository: Repository) {
  const role = repository.roleOf(actor);
  return {
    admin: roleReaches(role, "admin"),
    maintain: roleReaches(role, "maintain"),
    push: roleReaches(role, "write"),
    triage: roleReaches(role, "triage"),
    pull: true,
  };
}

const links = [
  ["archive_url", "{archive_format}{/ref}"],
  ["assignees_url", "assignees{/user}"],
  ["blobs_url", "git/blobs{/sha}"],
  ["branches_url", "branches{/branch}"],
  ["collaborators_url", "collaborators{/collaborator}"],
  ["comments_url", "comments{/number}"],
  ["commits_url", "commits{/sha}"],
  ["compare_url", "compare/{base}...{head}"],
  ["contents_url", "contents/{+path}"],
  ["contributors_url", "contributors"],
  ["deployments_url", "deployments"],
  ["downloads_url", "downloads"],
  ["events_url", "events"],
  ["forks_url", "forks"],
  ["git_commits_url", "git/commits{/sha}"],
  ["git_refs_url", "git/refs{/sha}"],
  ["git_tags_url", "git/tags{/sha}"],
  ["hooks_url", "hooks"],
  ["issue_comment_url", "issues/comments{/number}"],
  ["issue_events_url", "issues/events{/number}"],
  ["issues_url", "issues{/number}"],
  ["keys_url", "keys{/key_id}"],
  ["labels_url", "labels{/name}"],
  ["languages_url", "languages"],
  ["merges_url", "merges"],
  ["milestones_url", "milestones{/number}"],
  ["notifications_url", "notifications{?since,all,participating}"],
  ["pulls_url", "pulls{/number}"],
  ["releases_url", "releases{/id}"],
  ["stargazers_url", "stargazers"],
  ["statuses_url", "statuses/{sha}"],
  ["subscribers_url", "subscribers"],
  ["subscription_url", "subscription"],
  ["tags_url", "tags"],
  ["teams_url", "teams"],
  ["trees_url", "git/trees{/sha}"],
] as const;
