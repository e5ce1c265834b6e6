/**
 * `npm run check` runs it: every callable workflow and every template against what the actions declare. Each
 * `with:` key exists and each required one is given, rights suffice and have a reason, other people's actions
 * are pinned, nothing that writes is cut off, every starter has its properties.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { actionNames, root } from "./project.ts";
import { propertyFaults } from "./workflows/properties.ts";
import { type Fault, faultsOf, type Suite } from "./workflows/rules.ts";
import { readWorkflows, TEMPLATES, WORKFLOWS } from "./workflows/workflow.ts";

const workflows = readWorkflows(WORKFLOWS);
const templates = readWorkflows(TEMPLATES);
const suite: Suite = {
  actions: new Map(
    actionNames().map((name) => [
      name,
      parse(readFileSync(join(root, "actions", name, "action.yml"), "utf8")),
    ]),
  ),
  workflows: new Map(workflows.map((one) => [one.file.slice(WORKFLOWS.length + 1), one])),
};
const faults: Fault[] = [
  ...[...workflows, ...templates].flatMap((workflow) => faultsOf(workflow, suite)),
  ...templates.flatMap(({ file }) => {
    const path = join(root, file.replace(/\.yml$/, ".properties.json"));
    return propertyFaults(file, existsSync(path) ? readFileSync(path, "utf8") : undefined);
  }),
];
for (const { file, place, message } of faults) console.error(`${file}: ${place}: ${message}`);
console.log(
  `${workflows.length} workflows, ${templates.length} templates, ${faults.length} faults`,
);
if (faults.length > 0) process.exitCode = 1;
