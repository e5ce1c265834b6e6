import { RegistryFailure } from "@gitops-actions/adapters/registry";
import { makeSbom, readReportFile } from "@gitops-actions/adapters/tools";
import { PROVENANCE_PREDICATE, provenanceOf } from "@gitops-actions/core/evidence";
import { compareSboms, readSbom, SCAN_PREDICATE, scanPredicate } from "@gitops-actions/core/scan";
import type { Request } from "./inputs.ts";
import type { Judgement, Outcome, Subject } from "./outcome.ts";
import { loadSigstore, type Ports } from "./ports.ts";
import { tagTaken } from "./subject.ts";

/** The SBOM of the image, and what it changes against the image that the target environment runs. */
export async function sbomOf(
  { manifest, platforms }: Subject,
  { name, sbom, compare }: Request,
  ports: Ports,
): Promise<Outcome["sbom"]> {
  if (sbom === undefined) return undefined;
  if (sbom.kind === "file") return { path: sbom.path, changes: [] };
  const { log, programs } = ports;
  const { format } = sbom;
  const digest = platforms[0]?.digest ?? manifest.digest;
  return log.group("List what is in it", async () => {
    const path = await makeSbom(`${name}@${digest}`, { ...programs, format });
    if (compare === undefined) return { path, changes: [] };
    const [before, after] = [await makeSbom(compare.image, { ...programs, format }), path].map(
      (file) => readSbom(readReportFile(file, "sbom-invalid")),
    );
    const changes = before === undefined || after === undefined ? [] : compareSboms(before, after);
    return { path, changes };
  });
}

/** Signs the image and attests its provenance, scan and SBOM; how, in words. undefined where nothing is signed. */
export async function signSubject(
  { manifest }: Subject,
  {
    request,
    ports,
    sbom,
    judgement: { report, verdict },
  }: {
    readonly request: Request;
    readonly ports: Ports;
    readonly sbom: Outcome["sbom"];
    readonly judgement: Judgement;
  },
): Promise<string | undefined> {
  const { sign, facts } = request;
  if (sign === undefined) return undefined;
  const { createSigner, signImage } = await loadSigstore();
  const signer = createSigner({ ...sign, ...ports.signing });
  const provenance = { predicateType: PROVENANCE_PREDICATE, predicate: provenanceOf(facts) };
  const scan = {
    predicateType: SCAN_PREDICATE,
    predicate: scanPredicate(report, verdict, ports.clock()),
  };
  const predicates = [provenance, scan, ...(sbom === undefined ? [] : [sbomPredicate(sbom.path)])];
  await signImage(ports.repository, manifest, { signer, layout: sign.layout, predicates });
  return signer.described;
}

function sbomPredicate(path: string): {
  readonly predicateType: string;
  readonly predicate: object;
} {
  const text = readReportFile(path, "sbom-invalid");
  return { predicateType: readSbom(text).predicateType, predicate: JSON.parse(text) };
}

/**
 * Puts the manifest under the tag, one request, after a last look that nobody took the tag meanwhile.
 * @throws `tag-taken`
 */
export async function tagSubject(
  { manifest }: Subject,
  request: Request,
  { repository }: Ports,
): Promise<void> {
  const found = await repository.digest(request.tag);
  if (found === manifest.digest) return;
  const why = "another run put it there meanwhile; run the job again to reuse it";
  if (found !== undefined) throw tagTaken(request, found, why);
  try {
    await repository.putManifest(request.tag, manifest);
  } catch (error) {
    if (!(error instanceof RegistryFailure) || error.kind !== "refused") throw error;
    // A registry with immutable tags refuses in words of its own; what stands there tells.
    const now = await repository.digest(request.tag);
    if (now === undefined) throw error;
    if (now !== manifest.digest) throw tagTaken(request, now, why);
  }
}
