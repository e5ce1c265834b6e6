import { type OwnedStop, printFields, readStopFields, STOP_FIELDS } from "./stop-file.ts";

/**
 * An emergency lock: no promotion is opened, and every pull request into the environments waits. Commits are
 * not asked, so what is delivered by commit goes on; `gitops check` names those of bots.
 */
export interface Lock extends OwnedStop {
  /** A lock ends by itself, so that it cannot be forgotten. */
  readonly until: Date;
  /** Names of environments; empty means every environment. */
  readonly environments: readonly string[];
}

/** Where the lock of a GitOps repository stands. */
export const LOCK_PATH = ".gitops/lock.yaml";

/**
 * The lock that a file holds: `reason`, `owner`, `since` and `until`, optionally `ticket` and
 * `environments`. A file that cannot be read must not pass for "not locked", so it throws.
 * @throws `lock-invalid`, with the line
 */
export function readLock(text: string, file = LOCK_PATH): Lock {
  const fields = readStopFields({ text, file, code: "lock-invalid" }, [
    ...STOP_FIELDS,
    "environments",
  ]);
  const environments = fields.optional("environments")?.items() ?? [];
  return {
    ...fields.stop(),
    until: fields.instant("until"),
    environments: environments.map((name) => name.string()),
  };
}

/** The text of a lock file; {@link readLock} reads it back. */
export function printLock({ reason, owner, since, until, ticket, environments }: Lock): string {
  const where = environments.length === 0 ? undefined : environments;
  return printFields({ reason, owner, since, until, ticket, environments: where });
}

/** The lock if it is for the environment; whether it is in force is another question. */
export function locksOf(lock: Lock | undefined, environment: string): Lock[] {
  if (lock === undefined) return [];
  const isMeant = lock.environments.length === 0 || lock.environments.includes(environment);
  return isMeant ? [lock] : [];
}
