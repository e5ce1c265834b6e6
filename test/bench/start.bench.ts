/**
 * What an action costs before its first socket would open: the bundle of each action, ended by a missing
 * required input, against `node -e 0` on the same Node, in turn.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleBudget } from "@gitops-actions/tooling/budget";
import { actionNames, root } from "@gitops-actions/tooling/project";
import { median, printFigures } from "./support/figures.ts";
import { type Usage, usageOf } from "./support/usage.ts";

const ROUNDS = 31;

const folder = mkdtempSync(join(tmpdir(), "bench-start-"));
const env = Object.fromEntries(
  ["OUTPUT", "STATE", "STEP_SUMMARY"].map((name) => {
    writeFileSync(join(folder, name), "");
    return [`GITHUB_${name}`, join(folder, name)];
  }),
);

for (const action of actionNames()) {
  const dist = join(root, "actions", action, "dist");
  const bytes = readdirSync(dist)
    .filter((file) => file.endsWith(".js"))
    .reduce((sum, file) => sum + statSync(join(dist, file)).size, 0);
  const atMost = bundleBudget(action) / 1000;
  const figures = [{ what: "all bundles, minified", value: bytes / 1000, unit: "kB", atMost }];
  for (const entry of ["index.js", "post.js"].filter((file) => existsSync(join(dist, file)))) {
    const rounds = await inTurn(["-e", "0"], [join(dist, entry)]);
    const ratio = (of: (usage: Usage) => number): number =>
      median(rounds.map(([floor, ours]) => of(ours) / of(floor)));
    figures.push(
      {
        what: `${entry}: CPU of node -e 0`,
        value: ratio(({ cpuMs }) => cpuMs),
        unit: "x",
        atMost: 1.6,
      },
      {
        what: `${entry}: RSS of node -e 0`,
        value: ratio(({ rssMiB }) => rssMiB),
        unit: "x",
        atMost: 1.25,
      },
      {
        what: `${entry}: wall of node -e 0`,
        value: ratio(({ wallMs }) => wallMs),
        unit: "x",
        atMost: Number.POSITIVE_INFINITY,
      },
    );
  }
  printFigures(`${action}: start (medians of ${ROUNDS} paired runs)`, figures);
}
rmSync(folder, { recursive: true });

async function inTurn(
  floor: readonly string[],
  ours: readonly string[],
): Promise<[Usage, Usage][]> {
  const rounds: [Usage, Usage][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push([await usageOf(floor, env), await usageOf(ours, env)]);
  }
  return rounds;
}
