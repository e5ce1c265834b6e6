/**
 * What build-and-scan costs beside the tools it runs: an image that is there is judged by a report, signed,
 * attested and tagged, so that all the time is our own (and that of the local registry and sigstore).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findingsTable, judgeFindings, readScanReport, toSarif } from "@gitops-actions/core/scan";
import { ImageWorld } from "../support/image-journey.ts";
import { type Figure, median, printFigures } from "./support/figures.ts";

const ROUNDS = 7;
const FINDINGS = 20_000;

const hook = new URL("support/report-usage.cjs", import.meta.url).pathname;

/** Grype's report of an image, with so many findings below the threshold. */
function report(image: string, count: number): string {
  const matches = Array.from({ length: count }, (_, index) => ({
    vulnerability: {
      id: `CVE-2026-${index}`,
      dataSource: `https://advisories.example/CVE-2026-${index}`,
      severity: ["Critical", "High", "Medium", "Low", "Negligible"][index % 5],
      description: "a description of the usual length ".repeat(8),
      fix: { versions: ["2.0"], state: "fixed" },
    },
    relatedVulnerabilities: [{ id: `GHSA-${index}` }],
    artifact: {
      name: `package-${index % 900}`,
      version: "1.0",
      type: "deb",
      locations: [{ path: "/var/lib/dpkg/status" }],
    },
  }));
  return JSON.stringify({
    matches,
    source: { type: "image", target: { userInput: image } },
    descriptor: { name: "grype", version: "0.110.0" },
  });
}

const allow = Array.from({ length: 200 }, (_, index) => ({
  id: `CVE-2026-${index * 5}`,
  package: "package-*",
  path: undefined,
  reason: "never reached",
  owner: "team",
  expires: new Date("2099-01-01"),
  line: index,
}));

await using world = await ImageWorld.start([]);
const cwd = world.context({ npm: { left: "1.0.0" } });
const built = await world.run(cwd, { image: world.name("app"), scanner: "none" });
const image = built.outputs["image"] ?? "";
writeFileSync(join(cwd, "report.json"), report(image, 10));
writeFileSync(join(cwd, "large.json"), report(image, FINDINGS));
const usageFile = join(cwd, "usage.json");

async function publish(tag: string, file: string) {
  const before = world.registry.requests.length;
  const inputs = {
    image,
    scanner: "report",
    report: file,
    "fail-on": "none",
    "built-in-this-run": "true",
    tag,
  };
  const env = { NODE_OPTIONS: `--require=${hook}`, USAGE_FILE: usageFile };
  const run = await world.run(cwd, inputs, { env });
  if (run.outputs["tag"] !== tag) throw new Error(run.stdout);
  const { rssMiB } = JSON.parse(readFileSync(usageFile, "utf8"));
  const sent = world.registry.requests.slice(before);
  return { seconds: run.milliseconds / 1000, mb: (rssMiB * 1024 * 1024) / 1e6, sent };
}

const rounds = [await publish("v0", "report.json")];
const again = await world.run(cwd, {
  image: world.name("app"),
  tag: "v0",
  scanner: "report",
  report: "report.json",
  "fail-on": "none",
});
if (again.outputs["reused"] !== "true") throw new Error(again.stdout);
for (let round = 1; round < ROUNDS; round += 1) {
  rounds.push(await publish(`v${round}`, "report.json"));
}
const large = await publish("large", "large.json");
const text = report(image, FINDINGS);
const judging = Array.from({ length: ROUNDS }, () => {
  const began = performance.now();
  const read = readScanReport(text);
  const policy = {
    failOn: "high",
    fixableOnly: false,
    fixGraceMs: 0,
    newOnly: false,
    allow,
  } as const;
  const verdict = judgeFindings(read.findings, policy, { now: new Date() });
  toSarif(read.findings, { scanner: read.scanner, image, allowed: verdict.allowed });
  findingsTable(verdict.blocking);
  return (performance.now() - began) / 1000;
});

const puts = rounds[0]?.sent.filter((line) => line === "PUT /v2/app/manifests/v0") ?? [];
const figures: Figure[] = [
  {
    what: "own time for an image",
    value: median(rounds.map(({ seconds }) => seconds)),
    unit: "s",
    atMost: 1.5,
  },
  { what: "own memory", value: median(rounds.map(({ mb }) => mb)), unit: "MB", atMost: 150 },
  { what: "requests that put the tag", value: puts.length, unit: "", atMost: 1 },
  { what: "all requests: look, sign, attest, tag", value: rounds[0]?.sent.length ?? 0, unit: "" },
  {
    what: "requests of a re-run on the same commit",
    value: Number(JSON.parse(again.outputs["result"] ?? "").requests),
    unit: "",
    atMost: 4,
  },
  {
    what: "20,000 findings: report, gate, SARIF, summary",
    value: median(judging),
    unit: "s",
    atMost: 2,
  },
  { what: "20,000 findings: the whole action", value: large.seconds, unit: "s" },
  { what: "20,000 findings: memory of the action", value: large.mb, unit: "MB" },
];
printFigures(`build-and-scan beside its tools (medians of ${ROUNDS} runs)`, figures);
