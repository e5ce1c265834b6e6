import type { Change } from "../manifest/index.ts";
import { parseRun, printRun, type Run, type RunIdentity } from "./run.ts";

/** One image set in one environment, as a commit message records it. */
export interface Entry {
  readonly app: string;
  readonly environment: string;
  /** Full reference that stands there now, tag and digest: `ghcr.io/org/checkout:v2@sha256:...`. */
  readonly image: string;
  /** Full reference that stood there before. */
  readonly previous: string;
  readonly changes: readonly Change[];
}

export interface CommitMessage {
  /** At most 72 characters where the names allow it. */
  readonly headline: string;
  readonly body: string;
}

/** What a machine reads back from one section of a commit message. */
export interface RecordedEntry {
  readonly app: string;
  readonly environment: string;
  readonly image: string;
  readonly run: RunIdentity;
  /** Oid of the intent that another writer landed for that run; undefined where the run wrote by itself. */
  readonly intent?: string | undefined;
}

/** What one run sets; a commit holds one or more. */
export interface MessageSection {
  readonly entries: readonly Entry[];
  readonly run: Run;
  /** Replaces the conventional subject; only its first line is used, so nothing in it can pass for a trailer. */
  readonly subject?: string | undefined;
  /** Oid of the intent that asked for it, where another run writes the commit. */
  readonly intent?: string | undefined;
}

/** GitHub folds a longer headline. */
const HEADLINE_CHARACTERS = 72;

/**
 * The commit message of one run's update: a conventional subject, and for each entry one section of words
 * and one block of trailers.
 */
export function writeCommitMessage(
  entries: readonly Entry[],
  { run, subject }: { readonly run: Run; readonly subject?: string | undefined },
): CommitMessage {
  return writeBatchMessage([{ entries, run, subject }]);
}

/**
 * The commit message of several runs' updates, each with its own words and trailers. Their own subjects
 * stand above their words where the commit is not theirs alone.
 */
export function writeBatchMessage(sections: readonly MessageSection[]): CommitMessage {
  const [only] = sections.length === 1 ? sections : [];
  const all = sections.flatMap(({ entries }) => entries);
  const paragraphs = sections.flatMap((section) => [
    ...(only === undefined && section.subject !== undefined ? [oneLine(section.subject)] : []),
    ...section.entries.flatMap((entry) => [describe(entry), trailers(entry, section)]),
  ]);
  return {
    headline: oneLine(only?.subject ?? conventionalSubject(all)),
    body: paragraphs.join("\n\n"),
  };
}

/** A subject's template with `{app}`, `{env}` and `{tag}` filled in. */
export function fillSubject(template: string, entries: readonly Entry[]): string {
  const all = (word: (entry: Entry) => string): string =>
    [...new Set(entries.map(word))].join(", ");
  return template
    .replaceAll(
      "{app}",
      all(({ app }) => app),
    )
    .replaceAll(
      "{env}",
      all(({ environment }) => environment),
    )
    .replaceAll(
      "{tag}",
      all(({ image }) => shortVersion(image)),
    );
}

function conventionalSubject(entries: readonly Entry[]): string {
  const [only] = entries;
  if (entries.length === 1 && only !== undefined) {
    return `deploy(${only.app}): ${only.environment} <- ${shortVersion(only.image)}`;
  }
  const environments = [...new Set(entries.map(({ environment }) => environment))].join(", ");
  const apps = [...new Set(entries.map(({ app }) => app))];
  const subject = `deploy: ${environments} <- ${apps.length} apps`;
  const named = `${subject} (${apps.join(", ")})`;
  return named.length <= HEADLINE_CHARACTERS ? named : subject;
}

/** The tag, or the first digits of the digest: enough for a person to know the version. */
export function shortVersion(image: string): string {
  const [named = "", digest] = image.split("@");
  const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
  if (colon >= 0) return named.slice(colon + 1);
  return digest === undefined ? "latest" : digest.slice(0, "sha256:".length + 12);
}

/** The reference with its digest cut to what people compare: `app:v2@sha256:1a1a1a1a1a1a...`. */
export function shortImage(image: string): string {
  return image.replaceAll(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, "$1...");
}

function describe({ app, environment, image, previous, changes }: Entry): string {
  const places = changes.map(({ file, line }) => `${file}:${line}`);
  return [
    `${app} in ${environment}`,
    `  from ${previous}`,
    `  to   ${image}`,
    ...new Set(places),
  ].join("\n");
}

function trailers(
  { app, environment, image, previous }: Entry,
  { run, intent }: MessageSection,
): string {
  return [
    `GitOps-App: ${app}`,
    `GitOps-Environment: ${environment}`,
    `GitOps-Image: ${image}`,
    `GitOps-Previous: ${previous}`,
    `GitOps-Run: ${printRun(run)}`,
    `GitOps-Run-Url: ${run.url}`,
    ...(intent === undefined ? [] : [`GitOps-Intent: ${intent}`]),
  ].join("\n");
}

/**
 * The entries recorded in a commit message; empty for a message that is not ours. Whether they may be
 * believed is another question: it depends on who made the commit.
 */
export function readCommitMessage(message: string): readonly RecordedEntry[] {
  const [, ...paragraphs] = message.replaceAll("\r\n", "\n").split(/\n{2,}/);
  return paragraphs.flatMap((paragraph) => {
    const values = readTrailers(paragraph);
    const run = parseRun(values.get("GitOps-Run") ?? "");
    const app = values.get("GitOps-App");
    const environment = values.get("GitOps-Environment");
    const image = values.get("GitOps-Image");
    if (run === undefined || app === undefined || environment === undefined) return [];
    if (image === undefined) return [];
    return [{ app, environment, image, run, intent: values.get("GitOps-Intent") }];
  });
}

function readTrailers(paragraph: string): Map<string, string> {
  const lines = paragraph.split("\n").map((line) => /^(GitOps-[A-Za-z-]+): (.*)$/.exec(line));
  return new Map(
    lines.flatMap((match) => (match === null ? [] : [[match[1] ?? "", match[2] ?? ""]])),
  );
}

function oneLine(text: string): string {
  return text
    .trim()
    .replace(/[\r\n][\s\S]*$/, "")
    .replaceAll(/\p{Cc}+/gu, " ");
}
