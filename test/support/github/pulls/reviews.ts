import { requireActionsAllowed, requirePermission } from "../access.ts";
import { type Account, roleReaches, type Team } from "../accounts.ts";
import type { Call } from "../call.ts";
import { fieldInvalid, unprocessable } from "../errors.ts";
import { permits } from "../tokens.ts";
import type { PullRequest } from "./pull-request.ts";

export type ReviewState = "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED";
export type ReviewEvent = "APPROVE" | "REQUEST_CHANGES" | "COMMENT";

export interface Review {
  readonly __typename: "PullRequestReview";
  readonly id: number;
  readonly nodeId: string;
  readonly pull: PullRequest;
  readonly author: Account;
  readonly body: string;
  /** The head that was looked at. */
  readonly commit: string;
  readonly submittedAt: Date;
  /** By somebody with write access: only these count for a rule. */
  readonly counts: boolean;
  state: ReviewState;
}

const stateAfter: Readonly<Record<ReviewEvent, ReviewState>> = {
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
  COMMENT: "COMMENTED",
};

export interface NewReview {
  readonly event: ReviewEvent;
  readonly body?: string | undefined;
  readonly commit?: string | undefined;
}

export async function submitReview(
  call: Call,
  pull: PullRequest,
  { event, body = "", commit = pull.headOid }: NewReview,
): Promise<Review> {
  const { repository } = pull;
  requirePermission(call, repository, ["pull_requests", "write"]);
  if (event === "APPROVE") requireActionsAllowed(call, repository);
  if (call.actor === pull.author && event !== "COMMENT") {
    const what = event === "APPROVE" ? "approve" : "request changes on";
    throw unprocessable("Unprocessable Entity", [`Can not ${what} your own pull request`]);
  }
  if (event !== "APPROVE" && body === "")
    throw fieldInvalid("PullRequestReview", "body", "missing_field");
  const review: Review = {
    __typename: "PullRequestReview",
    ...call.state.newIdentity("PRR"),
    pull,
    author: call.actor,
    body,
    commit,
    submittedAt: call.state.clock.now(),
    counts:
      call.token.kind === "user"
        ? roleReaches(repository.roleOf(call.actor), "write")
        : permits(call.token.permissions, "pull_requests", "write"),
    state: stateAfter[event],
  };
  pull.reviews.push(review);
  pull.updatedAt = review.submittedAt;
  pull.requestedReviewers.delete(call.actor);
  for (const team of pull.requestedTeams) {
    if (team.members.has(call.actor)) pull.requestedTeams.delete(team);
  }
  call.state.register(review);
  await call.state.settle(call, repository, []);
  return review;
}

/** The last opinion of each reviewer who counts: a comment is none, a dismissed one no longer. */
export function opinions({ reviews }: PullRequest): Review[] {
  const latest = new Map<Account, Review>();
  for (const review of reviews) {
    if (review.counts && review.state !== "COMMENTED") latest.set(review.author, review);
  }
  return [...latest.values()].filter(({ state }) => state !== "DISMISSED");
}

/**
 * Asks people and teams. All must be able to read the repository, nobody is asked about their own work,
 * and an App sees teams only with `members: read`.
 */
export function requestReviews(
  call: Call,
  pull: PullRequest,
  { people, teams }: { readonly people: readonly Account[]; readonly teams: readonly Team[] },
): void {
  const { repository } = pull;
  requirePermission(call, repository, ["pull_requests", "write"]);
  const [team] = teams;
  if (
    team !== undefined &&
    call.token.kind !== "user" &&
    !permits(call.token.permissions, "members", "read")
  ) {
    throw unprocessable(`Could not resolve to a node with the global id of '${team.nodeId}'.`);
  }
  if (people.includes(pull.author)) {
    throw unprocessable("Review cannot be requested from pull request author.");
  }
  const strangers = people.some((account) => repository.roleOf(account) === undefined);
  if (strangers || teams.some((team) => !repository.teams.has(team))) throw notCollaborators(pull);
  for (const account of people) pull.requestedReviewers.add(account);
  for (const team of teams) pull.requestedTeams.add(team);
  pull.updatedAt = call.state.clock.now();
}

export function notCollaborators({ repository }: PullRequest) {
  return unprocessable(
    `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${repository.nameWithOwner} repository.`,
  );
}
