import { UserError } from "@gitops-actions/core/errors";
import { type Artifact, printVersion } from "@gitops-actions/core/image";
import { changeOf, instantText, timeZones } from "@gitops-actions/core/policy";
import { appsIn, type PlanEntry, planApp, windowGates } from "@gitops-actions/core/promotion";
import type { WorkingCopy } from "../repository.ts";
import { columns, type Screen } from "../screen.ts";
import { unknown } from "../unknown-name.ts";
import { why as reason } from "./plan.ts";

/** `gitops why APP ENV`: the one answer a person waits for, gate by gate, and when anything changes next. */
export function why(
  { view }: WorkingCopy,
  [app, name]: readonly [app: string, environment: string],
  { screen, now, json }: { readonly screen: Screen; readonly now: Date; readonly json: boolean },
): void {
  const environment = view.config.environments.get(name);
  if (environment === undefined)
    throw unknown("environment", name, [...view.config.environments.keys()]);
  const apps = appsIn(view, name);
  if (!apps.includes(app)) throw unknown("app", app, apps);
  if (environment.from.length === 0) {
    throw new UserError("input-invalid", `nothing is promoted into "${name}": it has no "from"`, {
      hint: `Ask for one of: ${
        [...view.config.environments.values()]
          .filter(({ from }) => from.length > 0)
          .map((one) => one.name)
          .join(", ") || "(none has an upstream)"
      }.`,
    });
  }
  const windows = windowGates(view.config, view.projects, now);
  const entry = planApp(app, environment, { view, windows, now });
  if (json) screen.write(`${JSON.stringify(entry, null, 2)}\n`);
  else screen.write(explain(entry, { screen, now }));
}

function explain(
  entry: PlanEntry,
  { screen, now }: { readonly screen: Screen; readonly now: Date },
): string {
  const { app, environment, from, running, candidate, decision, state } = entry;
  const zones = timeZones();
  const head = `${app} in ${environment} runs ${versions(running)}; ${from ?? "upstream"} runs ${versions(candidate)}\n`;
  if (decision === undefined)
    return `${head}${screen.paint("bold", state)}: ${reason(entry, now)}\n`;
  const rows = decision.gates.map((gate) => {
    const at = changeOf(gate);
    const zone = gate.zone === undefined ? undefined : zones.find(gate.zone);
    const until = at === undefined ? "" : `, until ${instantText(at, { now, zone })}`;
    const remedy = gate.state !== "pass" && gate.remedy !== undefined ? ` ${gate.remedy}` : "";
    return [`  ${gate.state}`, gate.name, `${gate.reason}${until}.${remedy}`];
  });
  const next =
    decision.changesAt === undefined
      ? "Nothing changes by itself."
      : `Changes by itself at ${instantText(decision.changesAt, { now })}, not before.`;
  return `${head}${screen.paint("bold", reason(entry, now))}\n${columns(rows)}${next}\n`;
}

function versions(images: readonly Artifact[]): string {
  return [...new Set(images.map(printVersion))].join(", ") || "nothing that can be read";
}
