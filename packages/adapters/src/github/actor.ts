/** An actor as GraphQL gives it. */
export interface Actor {
  readonly __typename: string;
  readonly login: string;
}

/**
 * The login as everything else writes it. GraphQL leaves out the `[bot]` of an App where it gives an actor,
 * and keeps it where it gives the viewer.
 */
export function loginOf(actor: Actor | null): string | undefined {
  if (actor === null) return undefined;
  const isBare = actor.__typename === "Bot" && !actor.login.endsWith("[bot]");
  return isBare ? `${actor.login}[bot]` : actor.login;
}
