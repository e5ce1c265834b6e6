import { type VerificationRecord, recordEnvironment } from "../../evidence/index.ts";
import type { Known } from "../known.ts";
import type { RepositoryView } from "../plan.ts";
import { surveyRepository, viewRepository } from "../view.ts";

export const now = new Date("2026-11-21T12:00:00Z");

/** The actor whose records the tests trust. */
export const bot = "deploy-bot[bot]";

/** An instant some hours from {@link now}. */
export function hours(count: number): Date {
  return new Date(now.getTime() + count * 3_600_000);
}

/** A digest that tells its tag. */
export function digestOf(tag: string): string {
  return `sha256:${[...tag].map((letter) => letter.charCodeAt(0).toString(16)).join("").padEnd(64, "0")}`;
}

/** The kustomization of an app that runs a tag, with its digest. */
export function overlay(app: string, tag: string): string {
  return `images:\n- name: ${app}\n  newName: ghcr.io/acme/${app}\n  newTag: "${tag}"\n  digest: ${digestOf(tag)}\n`;
}

/** The files of a repository whose overlays run these tags, by `environment/app`, and those given beside them. */
export function repository(
  tags: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, string> {
  const overlays = Object.entries(tags).map(([slot, tag]): [string, string] => {
    const [environment = "", app = ""] = slot.split("/");
    return [`apps/${app}/overlays/${environment}/kustomization.yaml`, overlay(app, tag)];
  });
  return new Map([...overlays, ...Object.entries(files)]);
}

/** The view of a repository's files, read as a run reads it. */
export function viewOf(
  texts: ReadonlyMap<string, string>,
  records: Known<ReadonlyMap<string, VerificationRecord>> = { known: true, value: new Map() },
): RepositoryView {
  const config = texts.get(".gitops/promotion.yaml");
  const survey = surveyRepository([...texts.keys()], config, { onlyApp: "app", now });
  const read = new Map(survey.paths.map((path) => [path, texts.get(path) ?? ""]));
  return viewRepository(survey, read, { records, trustedActors: [bot] });
}

/** Records that what `environment/app` runs was found good there, three hours ago and again just now. */
export function verified(
  tags: Readonly<Record<string, string>>,
  changes: Partial<VerificationRecord> = {},
): Known<ReadonlyMap<string, VerificationRecord>> {
  const records = Object.entries(tags).map(([slot, tag]): [string, VerificationRecord] => {
    const [environment = "", app = ""] = slot.split("/");
    const record: VerificationRecord = {
      app,
      environment,
      images: [{ name: `ghcr.io/acme/${app}`, tag, digest: digestOf(tag) }],
      revision: "abc",
      level: "declared",
      outcome: "pass",
      since: hours(-3),
      at: hours(-0.1),
      actor: bot,
      url: undefined,
      ...changes,
    };
    return [recordEnvironment(app, environment), record];
  });
  return { known: true, value: new Map(records) };
}
