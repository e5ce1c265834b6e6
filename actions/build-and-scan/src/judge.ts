import { UserError } from "@gitops-actions/core/errors";
import { decide } from "@gitops-actions/core/policy";
import { scanGate } from "@gitops-actions/core/policy/gates";
import {
  type AllowEntry,
  compareFindings,
  judgeFindings,
  readAllowList,
  toSarif,
} from "@gitops-actions/core/scan";
import type { Request } from "./inputs.ts";
import type { Judgement, Subject } from "./outcome.ts";
import type { Ports } from "./ports.ts";
import { scanCompared, scanSubject } from "./scan.ts";

/** Scans the image and decides; the SARIF file is written whatever comes of it. */
export async function judgeSubject(
  subject: Subject,
  request: Request,
  ports: Ports,
): Promise<Judgement> {
  const { scan, name } = request;
  const allow = allowList(request, ports);
  const report = await scanSubject(subject, request, ports);
  const before = await scanCompared(request, ports);
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

function allowList({ scan }: Request, ports: Ports): readonly AllowEntry[] {
  if (scan.allowList === undefined) return [];
  const text = ports.readWorkspaceFile(scan.allowList);
  if (text !== undefined) return readAllowList(text, scan.allowList);
  throw new UserError("allow-list-invalid", `there is no file "${scan.allowList}"`, {
    hint: "Check out the repository before this step, or correct allow-list.",
  });
}
