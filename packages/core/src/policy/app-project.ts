import type { Place } from "../errors.ts";
import { readYaml, type YamlValue } from "../yaml/index.ts";
import type { SyncWindowSpec, WindowField, WindowTarget } from "./sync-window.ts";

/** An Argo CD project, as far as sync windows go. */
export interface AppProject {
  readonly name: string;
  readonly place: Place;
  readonly windows: readonly SyncWindowSpec[];
}

/** An Argo CD Application, as far as sync windows go. */
export interface Application {
  /** The project it belongs to; `default` when it names none. */
  readonly project: string;
  readonly place: Place;
  readonly target: WindowTarget;
}

const FIELDS: ReadonlySet<string> = new Set<WindowField>([
  "kind",
  "schedule",
  "duration",
  "timeZone",
  "applications",
  "namespaces",
  "clusters",
  "manualSync",
  "andOperator",
  "syncOverrun",
  "description",
]);

/**
 * The AppProjects of a YAML stream with their sync windows, each window and field with its place. Other
 * documents are skipped.
 * @throws `app-project-invalid`: no YAML, or a value of a type that Kubernetes would refuse
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/
 */
export function readAppProjects(text: string, file: string): AppProject[] {
  return argoDocuments({ text, file, kind: "AppProject" }).map(({ document, name, spec }) => ({
    name,
    place: document.place,
    windows: spec.get("syncWindows")?.items().map(readWindow) ?? [],
  }));
}

/**
 * The Applications of a YAML stream with what sync windows match them by. Other documents are skipped,
 * and so are ApplicationSets, whose applications are known to the controller only.
 * @throws `app-project-invalid`, as {@link readAppProjects}
 */
export function readApplications(text: string, file: string): Application[] {
  return argoDocuments({ text, file, kind: "Application" }).map(({ document, name, spec }) => {
    const destination = spec.get("destination")?.entries() ?? new Map<string, YamlValue>();
    const written = (field: string) => destination.get(field)?.string() ?? "";
    return {
      project: spec.get("project")?.string() || "default",
      place: document.place,
      target: {
        name,
        namespace: written("namespace"),
        server: written("server"),
        cluster: written("name"),
      },
    };
  });
}

interface ArgoDocument {
  readonly document: YamlValue;
  readonly name: string;
  readonly spec: Map<string, YamlValue>;
}

interface ArgoSource {
  readonly text: string;
  readonly file: string;
  readonly kind: string;
}

function argoDocuments({ text, file, kind }: ArgoSource): ArgoDocument[] {
  const documents = readYaml({ text, file, code: "app-project-invalid" });
  return documents.flatMap((document) => {
    if (!document.isMapping) return [];
    const entries = document.entries();
    const isArgo = entries.get("apiVersion")?.text?.startsWith("argoproj.io/") === true;
    if (!isArgo || entries.get("kind")?.text !== kind) return [];
    const name = entries.get("metadata")?.entries().get("name")?.string() ?? "";
    return [{ document, name, spec: entries.get("spec")?.entries() ?? new Map() }];
  });
}

function readWindow(window: YamlValue): SyncWindowSpec {
  const entries = window.entries();
  const text = (field: WindowField) => entries.get(field)?.string() ?? "";
  const flag = (field: WindowField) => entries.get(field)?.boolean() ?? false;
  const list = (field: WindowField) =>
    entries
      .get(field)
      ?.items()
      .map((item) => item.string()) ?? [];
  const stray = [...entries].filter(([field]) => !FIELDS.has(field));
  return {
    kind: text("kind"),
    schedule: text("schedule"),
    duration: text("duration"),
    timeZone: text("timeZone"),
    applications: list("applications"),
    namespaces: list("namespaces"),
    clusters: list("clusters"),
    manualSync: flag("manualSync"),
    andOperator: flag("andOperator"),
    syncOverrun: flag("syncOverrun"),
    description: text("description"),
    source: {
      place: window.place,
      fields: Object.fromEntries([...entries].map(([field, value]) => [field, value.place])),
      strayFields: stray.map(([field]) => field),
    },
  };
}
