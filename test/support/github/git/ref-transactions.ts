import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { zeroOid } from "./objects.ts";
import { gitEnvironment } from "./process.ts";

export interface RefUpdate {
  readonly name: string;
  /** The oid the ref must have now; the zero oid = it must not exist; absent = any. */
  readonly before?: string | undefined;
  /** The oid it gets; the zero oid deletes it. */
  readonly after: string;
}

/** A ref was not where an update expected it: nothing of the transaction happened. */
export class RefConflict extends Error {
  override readonly name = "RefConflict";
}

/**
 * Moves refs through `git update-ref --stdin`: all refs of a transaction or none, each only from the
 * value it is expected to have, with git's own locks, so pushes beside it are safe. One process serves
 * many transactions; it dies of a refused one and the next starts another.
 */
export class RefTransactions {
  readonly #gitDir: string;
  #process: ChildProcessWithoutNullStreams | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(gitDir: string) {
    this.#gitDir = gitDir;
  }

  /** Throws {@link RefConflict} with git's words where a ref was not as expected. */
  run(updates: readonly RefUpdate[]): Promise<void> {
    const turn = this.#last.then(() => this.#transact(updates));
    this.#last = turn.catch(() => {});
    return turn;
  }

  close(): void {
    this.#process?.stdin.end();
    this.#process = undefined;
  }

  #transact(updates: readonly RefUpdate[]): Promise<void> {
    const child = this.#process ?? this.#start();
    return new Promise((resolve, reject) => {
      let said = "";
      let complained = "";
      const onOutput = (chunk: Buffer) => {
        said += chunk;
        if (said.endsWith("commit: ok\n")) settle(resolve);
      };
      const onComplaint = (chunk: Buffer) => {
        complained += chunk;
      };
      const onClose = () => {
        settle(() => reject(new RefConflict(complained.trim().replace(/^fatal: /, ""))));
      };
      const settle = (outcome: () => void) => {
        child.stdout.off("data", onOutput);
        child.stderr.off("data", onComplaint);
        child.off("close", onClose);
        outcome();
      };
      child.stdout.on("data", onOutput);
      child.stderr.on("data", onComplaint);
      child.on("close", onClose);
      child.stdin.write(["start", ...updates.map(command), "commit", ""].join("\n"));
    });
  }

  #start(): ChildProcessWithoutNullStreams {
    const child = spawn("git", ["--git-dir", this.#gitDir, "update-ref", "--stdin"], {
      env: gitEnvironment,
    });
    child.stdin.on("error", () => {});
    child.on("close", () => {
      this.#process = undefined;
    });
    this.#process = child;
    return child;
  }
}

function command({ name, before, after }: RefUpdate): string {
  if (after !== zeroOid)
    return `update ${name} ${after}${before === undefined ? "" : ` ${before}`}`;
  return `delete ${name}${before === undefined ? "" : ` ${before}`}`;
}
