import type { Pull, PullCommit } from "./pull.ts";

/** In commits of ours: the person who asked for the promotion. */
export const REQUESTER_TRAILER = "GitOps-Requested-By";

/** The change's ticket, in commits and in the text of a pull request. */
export const TICKET_TRAILER = "Change-Ticket";

const TICKET = new RegExp(`^${TICKET_TRAILER}: *(\\S{1,80})\\s*$`, "m");

const REQUESTER = new RegExp(`^${REQUESTER_TRAILER}: *([\\w-]+(?:\\[bot\\])?)\\s*$`, "gm");

/** The ticket that a pull request names, in its newest commit that does or in its text; a claim, not checked anywhere. */
export function changeTicketOf({ commits, body }: Pull): string | undefined {
  const texts = [...commits.map(({ message }) => message).reverse(), body];
  return texts.map((text) => TICKET.exec(text)?.[1]).find((ticket) => ticket !== undefined);
}

/**
 * The logins whose approval of a pull request does not count: who opened it, who made its commits, and who
 * asked for them. A claimed author is believed here, because it only takes an approval away.
 */
export function makersOf({ author, commits }: Pull): readonly string[] {
  const made = commits.flatMap(({ vouchedAuthor, claimedAuthor }) => [
    vouchedAuthor,
    claimedAuthor,
  ]);
  const logins = [author, ...made, ...commits.flatMap(requestersOf)];
  return [...new Set(logins.filter((login) => login !== undefined))];
}

function requestersOf({ message }: PullCommit): readonly string[] {
  return [...message.matchAll(REQUESTER)].map(([, login = ""]) => login);
}
