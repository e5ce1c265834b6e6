/** Whose word counts. */
export interface Trust {
  /** `app`: only the actors named. `any`: whoever may write to the repository, which can be forged. */
  readonly mode: "app" | "any";
  /** Logins; an App is `name[bot]`. */
  readonly actors: readonly string[];
}

/** Whether what this login made counts as evidence. */
export function isTrusted(login: string, { mode, actors }: Trust): boolean {
  return mode === "any" || actors.includes(login);
}
