import { UserError } from "@gitops-actions/core/errors";
import type { ImageName } from "@gitops-actions/core/image";
import { decide } from "@gitops-actions/core/policy";
import { scanGate } from "@gitops-actions/core/policy/gates";
import {
  type AllowEntry,
  compareFindings,
  judgeFindings,
  readAllowList,
  toSarif,
} from "@gitops-actions/core/scan";
import type { ScanRequest } from "./inputs.ts";
import type { Judgement, Subject } from "./outcome.ts";
import type { Ports } from "./ports.ts";
import { scanCompared, scanSubject } from "./scan.ts";

/** Scans the image and decides; the SARIF file is written whatever comes of it. */
export async function judgeSubject(
  subject: Subject,
  { name, scan }: { readonly name: ImageName; readonly scan: ScanRequest },
  ports: Ports,
): Promise<Judgement> {
  const allow = await allowList(scan, ports);
  const report = await scanSubject(subject, { name, scan }, ports);
  const before = await scanCompared(scan, ports);
  const now = ports.clock();
  const verdict = judgeFindings(report.findings, { ...scan, allow }, { now, before });
  const facts = { kind: "report", at: report.at ?? now, findings: verdict.counts } as const;
  const gate = scanGate(facts, { failOn: scan.failOn, maxAgeMs: undefined }, now);
  const sarif = toSarif(report.findings, {
    scanner: report.scanner,
    image: name,
    allowed: verdict.allowed,
  });
  return {
    report,
    verdict,
    decision: decide([gate], { now, marginMs: 0 }),
    delta: before === undefined ? undefined : compareFindings(before, report.findings),
    sarif: ports.writeFile("findings.sarif", sarif),
  };
}

async function allowList(
  { allowList: file }: ScanRequest,
  ports: Ports,
): Promise<readonly AllowEntry[]> {
  if (file === undefined) return [];
  const text = await ports.readAllowList(file);
  if (text !== undefined) return readAllowList(text, file.path);
  const where = file.base === undefined ? "in the workspace" : `at ${file.base.sha}`;
  throw new UserError("allow-list-invalid", `there is no file "${file.path}" ${where}`, {
    hint: "Check out the repository before this step, or correct allow-list. A new list counts once it is merged.",
  });
}
