import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Generated } from "../gen.ts";
import { actionNames, root } from "../project.ts";
import { cell, filled } from "./markers.ts";

interface ActionYaml {
  readonly name: string;
  readonly description: string;
  readonly inputs?: Readonly<Record<string, InputYaml>>;
  readonly outputs?: Readonly<Record<string, { readonly description: string }>>;
}

interface InputYaml {
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string;
}

/** `action.gen.ts` and the README tables of every action, and the table of actions in the root README. */
export function generateActions(): Generated[] {
  const actions = actionNames().map((name) => ({ name, yaml: readAction(name) }));
  const files = actions.flatMap(({ name, yaml }) => [
    { path: join(root, "actions", name, "src/action.gen.ts"), text: definition(name, yaml) },
    ...filled(join(root, "actions", name, "README.md"), {
      inputs: inputTable(yaml),
      outputs: outputTable(yaml),
    }),
  ]);
  const table = [
    "| action | job |",
    "| --- | --- |",
    ...actions.map(
      ({ name, yaml }) => `| [\`${name}\`](actions/${name}) | ${cell(yaml.description)} |`,
    ),
  ].join("\n");
  return [...files, ...filled(join(root, "README.md"), { actions: table })];
}

function readAction(name: string): ActionYaml {
  return parse(readFileSync(join(root, "actions", name, "action.yml"), "utf8"));
}

function definition(name: string, { inputs = {}, outputs = {} }: ActionYaml): string {
  return `// Generated from action.yml by \`npm run gen\`. Do not edit.

/** The names that this action's action.yml declares. */
export const action = {
  name: ${JSON.stringify(name)},
  inputs: ${list(inputs)},
  outputs: ${list(outputs)},
} as const;

export type InputName = (typeof action.inputs)[number];
export type OutputName = (typeof action.outputs)[number];
`;
}

function list(names: object): string {
  const words = Object.keys(names).map((name) => `\n    ${JSON.stringify(name)},`);
  return `[${words.join("")}\n  ]`;
}

function inputTable({ inputs = {} }: ActionYaml): string {
  const rows = Object.entries(inputs).map(([name, input]) => {
    const value = input.required ? "**required**" : input.default ? `\`${input.default}\`` : "";
    return `| \`${name}\` | ${cell(input.description)} | ${value} |`;
  });
  return ["| input | what it does | default |", "| --- | --- | --- |", ...rows].join("\n");
}

function outputTable({ outputs = {} }: ActionYaml): string {
  const rows = Object.entries(outputs).map(
    ([name, output]) => `| \`${name}\` | ${cell(output.description)} |`,
  );
  return ["| output | what it holds |", "| --- | --- |", ...rows].join("\n");
}
