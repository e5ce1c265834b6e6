import { SUITE } from "./workflow.ts";

/** `promote.yml` as `promote-locked.yml`. */
export function lockedName(file: string): string {
  return file.replace(/\.yml$/, "-locked.yml");
}

/**
 * The text of a callable workflow for runners that know the self-repository form: what it uses of the suite
 * comes from the commit that it was itself called at, so one pin holds for all of it; a signer that it expects is
 * such a workflow, too; and where runs wait for each other, up to a hundred do (`# queue: max` in the source).
 * GHES, act and older linters know neither.
 * @see https://github.blog/changelog/2026-07-30-reference-same-repository-actions-with-self-repository-syntax
 * @see https://github.blog/changelog/2026-05-07-github-actions-concurrency-groups-now-allow-larger-queues
 */
export function lockedForm(file: string, text: string): string {
  const body = text
    .replaceAll(
      new RegExp(`${SUITE}/(\\.github/workflows/[\\w-]+)\\.yml@v1`, "g"),
      "$/$1-locked.yml",
    )
    .replaceAll(new RegExp(`${SUITE}/([\\w-]+)@v1`, "g"), "$/$1")
    .replaceAll(
      new RegExp(`(default: ${SUITE}/.github/workflows/[\\w-]+)\\.yml`, "g"),
      "$1-locked.yml",
    )
    .replaceAll("# queue: max", "queue: max");
  return `# Generated from ${file} by \`npm run gen\`. Do not edit. For github.com, runner 2.336 or newer.\n${body}`;
}
