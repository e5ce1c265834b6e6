import type { Login as DockerLogin } from "@gitops-actions/adapters/docker-config";

/** What the post phase has to undo. No secret is in it. */
export interface Undo {
  /** Names of variables to blank. */
  readonly variables: readonly string[];
  readonly docker: { readonly file: string; readonly logins: readonly DockerLogin[] } | undefined;
  readonly profile: { readonly file: string; readonly profile: string } | undefined;
  readonly credentialsFile: string | undefined;
}

/** The name that {@link Undo} is kept by. */
export const UNDO = "undo";
