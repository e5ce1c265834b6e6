import { explainRegistry, RegistryFailure } from "@gitops-actions/adapters/registry";
import type { Report } from "@gitops-actions/adapters/runner";
import type { OutputName } from "./action.gen.ts";
import type { Request } from "./inputs.ts";
import { judgeSubject } from "./judge.ts";
import type { Outcome } from "./outcome.ts";
import type { Ports } from "./ports.ts";
import { sbomOf, signSubject, tagSubject } from "./publish.ts";
import { logLines, report } from "./report.ts";
import { obtainSubject } from "./subject.ts";

/** Builds, judges, and names what passes; reports what was found and done. */
export async function main(request: Request, ports: Ports): Promise<Report<OutputName>> {
  const outcome = await carryOut(request, ports).catch((error: unknown) => {
    if (!(error instanceof RegistryFailure)) throw error;
    throw explainRegistry(error, { image: request.name, tried: "use the registry" });
  });
  for (const line of logLines(request, outcome)) ports.log.info(line);
  return report(request, outcome);
}

async function carryOut(request: Request, ports: Ports): Promise<Outcome> {
  const { repository } = ports;
  const nothing = { judgement: undefined, sbom: undefined, signed: undefined, tagged: false };
  const subject = await obtainSubject(request, ports);
  if (subject === undefined || request.scan.scanner === "none") {
    return { subject, ...nothing, requests: repository.requests };
  }
  const judgement = await judgeSubject(subject, request, ports);
  const sbom = await sbomOf(subject, request, ports);
  const isReused = subject.from === "reused";
  const isOpen = judgement.decision.state === "pass" && !request.dryRun;
  const signed =
    isOpen && !isReused
      ? await signSubject(subject, { request, ports, sbom, judgement })
      : undefined;
  if (isOpen && !isReused) await tagSubject(subject, request, ports);
  const tagged = isOpen || isReused;
  if (isOpen) ports.declareArtifact(`${request.name}@${subject.manifest.digest}`);
  return { subject, judgement, sbom, signed, tagged, requests: repository.requests };
}
