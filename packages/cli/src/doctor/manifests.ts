import { UserError } from "@gitops-actions/core/errors";
import { type ImageUse, readImages, type SourceFile } from "@gitops-actions/core/manifest";
import { type RepositoryView, type Running, unreadBeside } from "@gitops-actions/core/promotion";
import { parseAllDocuments } from "yaml";
import type { Finding } from "../finding.ts";

/**
 * Apps that cannot be promoted, because their files cannot be read or say no image. The second is
 * a mistake where another environment has images of the app; a folder of nothing but configuration is none.
 */
export function unreadableFindings({ running }: RepositoryView): readonly Finding[] {
  const withImages = new Set(
    [...running.values()].flatMap((apps) =>
      [...apps].flatMap(([app, found]) => (hasImages(found) ? [app] : [])),
    ),
  );
  return [...running].flatMap(([environment, apps]) =>
    [...apps].flatMap(([app, found]): Finding[] => {
      const fault = found instanceof UserError ? found : found.imageless;
      if (fault === undefined) return [];
      const isMistake = found instanceof UserError || withImages.has(app);
      return [
        {
          severity: isMistake ? "error" : "notice",
          place: { file: fault.file, line: fault.line },
          message: `${app} in ${environment} cannot be promoted: ${fault.message}`,
          fix: fault.hint,
        },
      ];
    }),
  );
}

function hasImages(found: Running | UserError): boolean {
  return !(found instanceof UserError) && found.images.length > 0;
}

/** Images in manifests that a kustomization renders and no action looks at: they stay when the app is promoted. */
export function unseenFindings(
  { running }: RepositoryView,
  read: (path: string) => string,
): readonly Finding[] {
  return [...running].flatMap(([environment, apps]) =>
    [...apps].flatMap(([app, found]): Finding[] => {
      if (found instanceof UserError) return [];
      const unseen = unreadBeside(found.files).map((path) => ({ path, text: read(path) }));
      return imagesIn(unseen, found).map((use) => ({
        severity: "warning",
        place: { file: use.file, line: use.line },
        message: `${use.name} of ${app} in ${environment} is not looked at, because of the file's name`,
        fix: "List it under images of the kustomization, name the file as its kind (deployment.yaml), or make it the layout.",
      }));
    }),
  );
}

/** The images that some files run beside those of an app; none in what is no manifest. */
function imagesIn(unseen: readonly SourceFile[], { files }: Running): readonly ImageUse[] {
  return unseen.flatMap((file) => {
    try {
      return readImages([...files, file]).filter((use) => use.file === file.path);
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  });
}

/** Files in which Argo CD keeps parameters that win over what the manifests say. */
export function overrideFindings(paths: readonly string[]): readonly Finding[] {
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

/** What a manifest says, as far as two of them can quarrel about it. */
interface Scaled {
  readonly file: string;
  readonly kind: string;
  readonly name: string;
}

const SCALED = new Set(["Deployment", "StatefulSet", "Rollout", "ReplicaSet"]);

/** Workloads that state replicas while an autoscaler of the same app owns them: every sync sets them back. */
export function autoscalerFindings(texts: ReadonlyMap<string, string>): readonly Finding[] {
  const autoscaled: Scaled[] = [];
  const stated: Scaled[] = [];
  for (const [file, text] of texts) {
    if (!/HorizontalPodAutoscaler|replicas:/.test(text)) continue;
    for (const object of objectsIn(text)) {
      const target = object.spec?.scaleTargetRef;
      if (object.kind === "HorizontalPodAutoscaler" && target !== undefined)
        autoscaled.push({ file, kind: String(target.kind), name: String(target.name) });
      if (SCALED.has(String(object.kind)) && object.spec?.replicas !== undefined)
        stated.push({ file, kind: String(object.kind), name: String(object.metadata?.name) });
    }
  }
  return stated.flatMap((one) => {
    const owner = autoscaled.find(
      ({ file, kind, name }) =>
        kind === one.kind && name === one.name && appFolder(file) === appFolder(one.file),
    );
    return owner === undefined ? [] : [quarrel(one, owner)];
  });
}

function quarrel({ file, kind, name }: Scaled, owner: Scaled): Finding {
  return {
    severity: "warning",
    place: { file },
    message: `${kind} ${name} states replicas, which the autoscaler in ${owner.file} owns: every sync sets them back`,
    fix: "Leave replicas out, or have Argo CD ignore /spec/replicas of it.",
  };
}

/** The first two folders, which an app's base and overlays have in common. */
function appFolder(file: string): string {
  return file.split("/").slice(0, 2).join("/");
}

interface KubeObject {
  readonly kind?: unknown;
  readonly metadata?: { readonly name?: unknown };
  readonly spec?: {
    readonly replicas?: unknown;
    readonly scaleTargetRef?: { readonly kind?: unknown; readonly name?: unknown };
  };
}

/** The objects of a file; a template that is no YAML has none. */
function objectsIn(text: string): KubeObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors.length > 0) return [];
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return typeof value === "object" && value !== null ? [value as KubeObject] : []; // every field is unknown
  });
}
