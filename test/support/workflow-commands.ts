/** A line on standard output that the runner understands. @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: string;
  readonly col?: string;
  readonly endLine?: string;
}

/** The commands in what an action printed; between `stop-commands` and its token there are none. */
export function parseWorkflowCommands(stdout: string): WorkflowCommand[] {
  const commands: WorkflowCommand[] = [];
  let resumeToken: string | undefined;
  for (const line of stdout.split("\n")) {
    const match = /^::([\w-]+)(?: ([^:]*?))?::(.*?)\r?$/.exec(line);
    if (match === null) continue;
    const [, name = "", properties = "", message = ""] = match;
    if (name === resumeToken) resumeToken = undefined;
    else if (resumeToken !== undefined) continue;
    else if (name === "stop-commands") resumeToken = message;
    else
      commands.push({ name, properties: parseProperties(properties), message: unescaped(message) });
  }
  return commands;
}

export function annotationsOf(commands: readonly WorkflowCommand[]): Annotation[] {
  return commands.flatMap(({ name, properties, message }) =>
    name === "error" || name === "warning" || name === "notice"
      ? [{ level: name, message, ...properties }]
      : [],
  );
}

function parseProperties(text: string): Record<string, string> {
  const pairs = text.split(",").flatMap((pair) => {
    const [, key, value] = /^(\w+)=(.*)$/.exec(pair) ?? [];
    return key === undefined || value === undefined ? [] : [[key, unescaped(value)]];
  });
  return Object.fromEntries(pairs);
}

function unescaped(text: string): string {
  const characters: Record<string, string> = {
    "%0D": "\r",
    "%0A": "\n",
    "%3A": ":",
    "%2C": ",",
    "%25": "%",
  };
  return text.replace(/%(?:0D|0A|3A|2C|25)/g, (code) => characters[code] ?? code);
}
