import { debug, endGroup, info, startGroup } from "@actions/core";

/** What an action says while it works. Lines that say nothing new are not worth a line. */
export interface Log {
  info(message: string): void;
  debug(message: string): void;
  /** Runs `body` with its lines folded under `title`. */
  group<T>(title: string, body: () => Promise<T>): Promise<T>;
}

/** The log of the step. Text that the runner would take for a workflow command is made inert. */
export const stepLog: Log = {
  info: (message) => info(inert(message)),
  debug: (message) => debug(message),
  async group(title, body) {
    startGroup(title);
    try {
      return await body();
    } finally {
      endGroup();
    }
  },
};

/**
 * The text with a zero-width space in everything the runner would obey: a line that starts with `::`
 * and `##[` anywhere. Without it a hostile tag or commit message could set outputs or unmask secrets.
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function inert(message: string): string {
  return message.replace(/^(\s*):(?=:)/gm, "$1:\u200b").replaceAll("##[", "##\u200b[");
}
