import type { Call } from "../../call.ts";
import { Unsupported } from "../../errors.ts";
import type { PullRequest } from "../../pulls/pull-request.ts";
import {
  notCollaborators,
  type ReviewEvent,
  requestReviews,
  submitReview,
} from "../../pulls/reviews.ts";
import { simpleUser, team } from "../present-account.ts";
import { pullRequestSimple, review } from "../present-pull-request.ts";
import {
  created,
  listReply,
  ok,
  type PageParameters,
  type Routes,
  repositoryRoute,
} from "../route.ts";
import { foundEverywhere, type PullParameter, pullNumbered } from "./pulls.ts";

interface NewReviewBody {
  readonly event?: ReviewEvent;
  readonly body?: string;
  readonly commit_id?: string;
}

interface ReviewersBody {
  readonly reviewers?: readonly string[];
  readonly team_reviewers?: readonly string[];
}

export const reviewRoutes: Routes = {
  "pulls/list-reviews": repositoryRoute<PullParameter & PageParameters>(
    ["pull_requests", "read"],
    (repository, request, call) => {
      const { reviews } = pullNumbered(repository, request.parameters.pull_number);
      return listReply(reviews, request, (one) => review(call, one));
    },
  ),
  "pulls/create-review": repositoryRoute<PullParameter, NewReviewBody>(
    ["pull_requests", "write"],
    async (repository, { parameters, body: { event, body, commit_id: commit } }, call) => {
      const pull = pullNumbered(repository, parameters.pull_number);
      if (event === undefined) {
        throw new Unsupported("reviews that are not submitted", "give the review an event");
      }
      return ok(review(call, await submitReview(call, pull, { event, body, commit })));
    },
  ),
  "pulls/list-requested-reviewers": repositoryRoute<PullParameter>(
    ["pull_requests", "read"],
    (repository, { parameters }, call) => {
      const pull = pullNumbered(repository, parameters.pull_number);
      return ok({
        users: [...pull.requestedReviewers].map((one) => simpleUser(call, one)),
        teams: [...pull.requestedTeams].map((one) => team(call, one)),
      });
    },
  ),
  "pulls/request-reviewers": repositoryRoute<PullParameter, ReviewersBody>(
    ["pull_requests", "write"],
    (repository, { parameters, body }, call) => {
      const pull = foundEverywhere(call, pullNumbered(repository, parameters.pull_number));
      requestReviews(call, pull, reviewersNamed(call, pull, body));
      return created(pullRequestSimple(call, pull));
    },
  ),
  "pulls/remove-requested-reviewers": repositoryRoute<PullParameter, ReviewersBody>(
    ["pull_requests", "write"],
    (repository, { parameters, body }, call) => {
      const pull = pullNumbered(repository, parameters.pull_number);
      const { people, teams } = reviewersNamed(call, pull, body);
      for (const account of people) pull.requestedReviewers.delete(account);
      for (const one of teams) pull.requestedTeams.delete(one);
      return ok(pullRequestSimple(call, pull));
    },
  ),
};

/** Throws for a name nobody has, as for one that is no collaborator. */
function reviewersNamed(
  { state }: Call,
  pull: PullRequest,
  { reviewers = [], team_reviewers: slugs = [] }: ReviewersBody,
) {
  const people = reviewers.map((login) => state.accounts.find(login));
  const teams = slugs.map((slug) => state.accounts.team(pull.repository.owner.login, slug));
  const known = {
    people: people.filter((account) => account !== undefined),
    teams: teams.filter((one) => one !== undefined),
  };
  const isComplete = known.people.length === people.length && known.teams.length === teams.length;
  if (isComplete) return known;
  throw notCollaborators(pull);
}
