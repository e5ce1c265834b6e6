import { type Place, UserError } from "../errors.ts";
import { isKustomizationPath } from "../manifest/index.ts";
import { readYaml, type YamlValue } from "../yaml/index.ts";
import type { RepositoryFiles } from "./files.ts";
import type { Finding } from "./finding.ts";

/** Files in which Argo CD keeps parameters that win over what the manifests say. */
export function overrideFindings({ paths }: RepositoryFiles): readonly Finding[] {
  return paths
    .filter((path) => /(?:^|\/)\.argocd-source(?:-[^/]+)?\.yaml$/.test(path))
    .map((file) => ({
      severity: "error",
      place: { file },
      message:
        "Argo CD takes images from here before those of the manifests, so a promotion would change nothing",
      fix: "Remove it, and stop the image updater that writes it for this app.",
    }));
}

/** What a manifest says of a workload's replicas: that something scales it, or how many there are. */
interface Claim {
  readonly place: Place;
  /** Undefined where only a name is given, as in a kustomization. */
  readonly kind: string | undefined;
  readonly name: string;
}

interface Claims {
  readonly scaled: readonly Claim[];
  readonly stated: readonly Claim[];
}

const SCALED = new Set(["Deployment", "StatefulSet", "Rollout", "ReplicaSet"]);
const SCALERS = new Set(["HorizontalPodAutoscaler", "ScaledObject"]);

/** Workloads that state replicas while an autoscaler of the same app owns them: every sync sets them back. */
export function autoscalerFindings({ texts }: RepositoryFiles): readonly Finding[] {
  const unreadable: Finding[] = [];
  const claims: Claims[] = [];
  for (const [file, text] of texts) {
    if (file.startsWith(".") || !/HorizontalPodAutoscaler|ScaledObject|replicas:/.test(text))
      continue;
    try {
      claims.push(...readYaml({ text, file, code: "yaml-invalid" }).map(claimsOf));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (!text.includes("{{")) unreadable.push(unseen(error)); // a template of Helm's is no YAML
    }
  }
  const scaled = claims.flatMap((one) => one.scaled);
  const quarrels = claims
    .flatMap((one) => one.stated)
    .flatMap((one) => {
      const owner = scaled.find((other) => isSameWorkload(one, other));
      return owner === undefined ? [] : [quarrel(one, owner)];
    });
  return [...quarrels, ...unreadable];
}

function claimsOf(document: YamlValue): Claims {
  const object = fieldsOf(document);
  const kind = object.get("kind")?.scalar ?? "";
  const spec = fieldsOf(object.get("spec"));
  if (SCALERS.has(kind)) {
    const target = fieldsOf(spec.get("scaleTargetRef"));
    // KEDA scales a Deployment where no kind is named; for an HPA a kind is required.
    const owned = claimOf(target.get("name"), target.get("kind")?.scalar ?? "Deployment");
    return { scaled: owned, stated: [] };
  }
  if (SCALED.has(kind)) {
    const replicas = spec.get("replicas");
    const [claim] = claimOf(fieldsOf(object.get("metadata")).get("name"), kind);
    const stated = claim && replicas ? [{ ...claim, place: replicas.place }] : [];
    return { scaled: [], stated };
  }
  if (!isKustomization(kind, document.place)) return { scaled: [], stated: [] };
  const counts = itemsOf(object.get("replicas"));
  return {
    scaled: [],
    stated: counts.flatMap((count) => claimOf(fieldsOf(count).get("name"), undefined)),
  };
}

function isKustomization(kind: string, { file = "" }: Place): boolean {
  return kind === "Kustomization" || (kind === "" && isKustomizationPath(file));
}

function claimOf(name: YamlValue | undefined, kind: string | undefined): Claim[] {
  return name?.scalar === undefined ? [] : [{ place: name.place, kind, name: name.scalar }];
}

/** The fields of a mapping; of anything else there are none. */
function fieldsOf(value: YamlValue | undefined): ReadonlyMap<string, YamlValue> {
  return value?.isMapping ? value.entries() : new Map();
}

function itemsOf(value: YamlValue | undefined): readonly YamlValue[] {
  return value?.isSequence ? value.items() : [];
}

function isSameWorkload(one: Claim, other: Claim): boolean {
  const isKind = one.kind === undefined || one.kind === other.kind;
  return isKind && one.name === other.name && appFolder(one.place) === appFolder(other.place);
}

/** The first two folders, which an app's base and overlays have in common. */
function appFolder({ file = "" }: Place): string {
  return file.split("/").slice(0, 2).join("/");
}

function quarrel({ place, kind = "workload", name }: Claim, owner: Claim): Finding {
  return {
    severity: "warning",
    place,
    message: `${kind} ${name} states replicas, which the autoscaler in ${owner.place.file} owns: every sync sets them back`,
    fix: "Leave replicas out, or have Argo CD ignore /spec/replicas of it.",
  };
}

function unseen({ file, line, column, message }: UserError): Finding {
  return {
    severity: "notice",
    place: { file, line, column },
    message: `was not looked at for replicas that an autoscaler owns: ${message}`,
    fix: "Correct it, or look at it yourself.",
  };
}
