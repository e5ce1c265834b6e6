import { type Actor, loginOf } from "./actor.ts";
import type { Client } from "./client.ts";
import { GitHubFailure, type GraphqlError, graphqlFailure } from "./failure.ts";
import { type Details, detailsInput } from "./publish.ts";
import { NO_COMMIT } from "./ref-updates.ts";

/** What a pull request is given beside its commit and text. */
export interface Equipment {
  readonly repositoryId: string;
  readonly pullRequestId: string;
  /** Node ids. */
  readonly labels: readonly string[];
  readonly users: readonly string[];
  readonly teams: readonly string[];
  readonly details: Details | undefined;
}

/** An open pull request beside the one that was equipped. */
export interface OpenSibling {
  readonly number: number;
  readonly body: string;
  readonly author: string | undefined;
}

export interface Equipped {
  /** The newest open pull requests, so that two runs that opened one each find out. */
  readonly siblings: readonly OpenSibling[];
  /** What GitHub refused, in its words, by the part that it concerns; the rest took effect. */
  readonly refused: readonly { readonly part: string; readonly message: string }[];
}

interface SiblingReply {
  readonly number: number;
  readonly body: string;
  readonly author: Actor | null;
}

/** Adds labels, asks for reviews and shows the details, in one request. @throws `GitHubFailure` */
export async function equipPullRequest(client: Client, equipment: Equipment): Promise<Equipped> {
  const { pullRequestId, labels, users, teams, details, repositoryId } = equipment;
  const hasReviewers = users.length + teams.length > 0;
  const { data, errors } = await client.graphql<{
    readonly labels: {
      readonly labelable: {
        readonly repository: {
          readonly pullRequests: { readonly nodes: readonly SiblingReply[] };
        };
      } | null;
    } | null;
  }>(
    `mutation EquipPullRequest($labels: AddLabelsToLabelableInput!${hasReviewers ? ", $reviews: RequestReviewsInput!" : ""}${details ? ", $details: CreateCheckRunInput!" : ""}) {
      labels: addLabelsToLabelable(input: $labels) { labelable { ... on PullRequest { repository {
        pullRequests(states: OPEN, last: 100) { nodes { number body author { __typename login } } }
      } } } }
      ${hasReviewers ? "reviewers: requestReviews(input: $reviews) { clientMutationId }" : ""}
      ${details ? "details: createCheckRun(input: $details) { clientMutationId }" : ""}
    }`,
    {
      labels: { labelableId: pullRequestId, labelIds: labels },
      ...(hasReviewers
        ? { reviews: { pullRequestId, userIds: users, teamIds: teams, union: true } }
        : {}),
      ...(details ? { details: detailsInput(repositoryId, details) } : {}),
    },
  );
  retryLateNodes(errors);
  const siblings = data.labels?.labelable?.repository.pullRequests.nodes ?? [];
  return {
    siblings: siblings.map(({ number, body, author }) => ({
      number,
      body,
      author: loginOf(author),
    })),
    refused: refusals(errors),
  };
}

/**
 * A node that was just made can be unknown for a moment; nothing of the request has to be undone to send
 * it again.
 * @see https://github.com/peter-evans/create-pull-request/issues/4321
 */
function retryLateNodes(errors: readonly GraphqlError[]): void {
  const late = errors.find(({ message }) => /could not resolve to a node/i.test(message));
  if (late !== undefined) throw new GitHubFailure("unavailable", late.message, { status: 200 });
}

function refusals(errors: readonly GraphqlError[]): Equipped["refused"] {
  return errors.map(({ path, message }) => ({ part: String(path?.[0] ?? ""), message }));
}

/** Asks one person or team for a review; GitHub's refusal, where it refuses. @throws `GitHubFailure` for anything else */
export async function requestReview(
  client: Client,
  asked: { readonly pullRequestId: string } & (
    | { readonly user: string }
    | { readonly team: string }
  ),
): Promise<string | undefined> {
  const { pullRequestId } = asked;
  const whom = "user" in asked ? { userIds: [asked.user] } : { teamIds: [asked.team] };
  try {
    await client.graphql(
      "mutation RequestReview($input: RequestReviewsInput!) { requestReviews(input: $input) { clientMutationId } }",
      { input: { pullRequestId, union: true, ...whom } },
    );
    return undefined;
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === "refused") return error.message;
    throw error;
  }
}

/** New words for a pull request, with the details of its gates. */
export interface Redescription {
  readonly repositoryId: string;
  readonly pullRequestId: string;
  readonly title: string;
  readonly body: string;
  readonly details: Details | undefined;
}

/** Gives a pull request title, body and details, in one request. @throws `GitHubFailure` */
export async function redescribePullRequest(
  client: Client,
  { repositoryId, pullRequestId, title, body, details }: Redescription,
): Promise<Equipped["refused"]> {
  const { errors } = await client.graphql<object>(
    `mutation RedescribePullRequest($words: UpdatePullRequestInput!${details ? ", $details: CreateCheckRunInput!" : ""}) {
      words: updatePullRequest(input: $words) { clientMutationId }
      ${details ? "details: createCheckRun(input: $details) { clientMutationId }" : ""}
    }`,
    {
      words: { pullRequestId, title, body },
      ...(details ? { details: detailsInput(repositoryId, details) } : {}),
    },
  );
  const failed = errors.filter(({ path }) => path?.[0] === "words");
  if (failed.length > 0) throw graphqlFailure(failed, { headers: {}, now: Date.now() });
  return refusals(errors);
}

/** Shows the details of a commit's gates. @throws `GitHubFailure` */
export async function showDetails(
  client: Client,
  repositoryId: string,
  details: Details,
): Promise<void> {
  await client.graphql(
    "mutation ShowDetails($details: CreateCheckRunInput!) { createCheckRun(input: $details) { clientMutationId } }",
    { details: detailsInput(repositoryId, details) },
  );
}

/** A pull request that has been overtaken. */
export interface Closing {
  readonly repositoryId: string;
  readonly pullRequestId: string;
  readonly comment: string;
  /** The branch to delete with it, exactly where it was seen; undefined to leave it. */
  readonly branch: { readonly name: string; readonly oid: string } | undefined;
}

/** Says why, closes, and takes its branch away where that is ours, in one request. @throws `GitHubFailure` */
export async function closePullRequest(
  client: Client,
  { repositoryId, pullRequestId, comment, branch }: Closing,
): Promise<void> {
  const refs = {
    repositoryId,
    refUpdates: [
      { name: `refs/heads/${branch?.name}`, beforeOid: branch?.oid, afterOid: NO_COMMIT },
    ],
  };
  await client.graphql(
    `mutation ClosePullRequest($comment: AddCommentInput!, $close: ClosePullRequestInput!${branch ? ", $refs: UpdateRefsInput!" : ""}) {
      addComment(input: $comment) { clientMutationId }
      closePullRequest(input: $close) { clientMutationId }
      ${branch ? "updateRefs(input: $refs) { clientMutationId }" : ""}
    }`,
    {
      comment: { subjectId: pullRequestId, body: comment },
      close: { pullRequestId },
      ...(branch ? { refs } : {}),
    },
  );
}

/** A pull request to merge as it is at `head`. */
export interface Merging {
  readonly pullRequestId: string;
  readonly head: string;
  readonly method: "squash" | "merge" | "rebase";
  readonly headline: string;
  readonly body: string;
}

/** Merges a pull request unless its head has moved; the merge commit's oid. @throws `GitHubFailure` with GitHub's refusal */
export async function mergePullRequest(
  client: Client,
  { pullRequestId, head, method, headline, body }: Merging,
): Promise<string | undefined> {
  const words = method === "rebase" ? {} : { commitHeadline: headline, commitBody: body };
  const { data } = await client.graphql<{
    readonly mergePullRequest: {
      readonly pullRequest: { readonly mergeCommit: { readonly oid: string } | null } | null;
    } | null;
  }>(
    `mutation MergePullRequest($input: MergePullRequestInput!) {
      mergePullRequest(input: $input) { pullRequest { mergeCommit { oid } } }
    }`,
    {
      input: {
        pullRequestId,
        expectedHeadOid: head,
        mergeMethod: method.toUpperCase(),
        ...words,
      },
    },
  );
  return data.mergePullRequest?.pullRequest?.mergeCommit?.oid;
}

/** Whether a pull request has been merged: to ask after a merge whose answer was lost. @throws `GitHubFailure` */
export async function isMerged(
  client: Client,
  { repository, number }: { readonly repository: string; readonly number: number },
): Promise<boolean> {
  const [owner = "", name = ""] = repository.split("/");
  const { data } = await client.graphql<{
    readonly repository: { readonly pullRequest: { readonly merged: boolean } | null } | null;
  }>(
    `query IsMerged($owner: String!, $name: String!, $number: Int!) {
      repository(owner: $owner, name: $name) { pullRequest(number: $number) { merged } }
    }`,
    { owner, name, number },
  );
  return data.repository?.pullRequest?.merged === true;
}

/** Puts a pull request into the merge queue unless its head has moved. @throws `GitHubFailure` with GitHub's refusal */
export async function enqueuePullRequest(
  client: Client,
  { pullRequestId, head }: Pick<Merging, "pullRequestId" | "head">,
): Promise<void> {
  await client.graphql(
    "mutation EnqueuePullRequest($input: EnqueuePullRequestInput!) { enqueuePullRequest(input: $input) { clientMutationId } }",
    { input: { pullRequestId, expectedHeadOid: head } },
  );
}

/** Has GitHub merge a pull request as soon as its rules are met. @throws `GitHubFailure` with GitHub's refusal */
export async function armAutoMerge(
  client: Client,
  { pullRequestId, head, method }: Pick<Merging, "pullRequestId" | "head" | "method">,
): Promise<void> {
  await client.graphql(
    "mutation ArmAutoMerge($input: EnablePullRequestAutoMergeInput!) { enablePullRequestAutoMerge(input: $input) { clientMutationId } }",
    { input: { pullRequestId, expectedHeadOid: head, mergeMethod: method.toUpperCase() } },
  );
}
