import { UserError } from "../errors.ts";
import { compilePattern } from "../regexp/index.ts";
import { parseTag, type Tag } from "./reference.ts";

/** What a tag is made of. */
export interface TagFacts {
  /** The commit that is built, 40 hex digits or more. */
  readonly sha: string;
  /** `refs/heads/main`, `refs/tags/v1.2.3`. */
  readonly ref: string;
  readonly runNumber: number;
}

/** @see https://semver.org/#is-there-a-suggested-regular-expression-regex-to-check-a-semver-string */
const SEMVER =
  /^v?((?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*))*)?)(\+[\dA-Za-z.-]+)?$/;

/**
 * The tag that a template makes: `{sha:N}` is the first N hex digits of the commit (7 to 40), `{version}`
 * the SemVer of the git tag that is built, `{run}` the number of the run. Its length never depends on the
 * repository, as that of `git rev-parse --short` does.
 * @throws `tag-invalid`; for a `{version}` without such a git tag, or with build metadata, too
 */
export function makeTag(template: string, facts: TagFacts): Tag {
  const text = template.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => fill(name, facts));
  return parseTag(text);
}

function fill(name: string, facts: TagFacts): string {
  const [, digits] = /^sha:(\d{1,2})$/.exec(name) ?? [];
  if (digits !== undefined && Number(digits) >= 7 && Number(digits) <= 40) {
    return facts.sha.slice(0, Number(digits));
  }
  if (name === "run") return String(facts.runNumber);
  if (name === "version") return versionOf(facts.ref);
  throw new UserError("tag-invalid", `the tag has the unknown part "{${name}}"`, {
    hint: "Use {sha:12} (7 to 40 digits), {version} or {run}.",
  });
}

function versionOf(ref: string): string {
  const name = ref.replace(/^refs\/tags\//, "");
  const [, version, metadata] = SEMVER.exec(name) ?? [];
  if (!ref.startsWith("refs/tags/") || version === undefined) {
    throw new UserError(
      "tag-invalid",
      `{version} needs a git tag such as v1.2.3; this run is of "${ref}"`,
      {
        hint: "Run it on tags only, or use {sha:12}.",
      },
    );
  }
  if (metadata === undefined) return version;
  throw new UserError("tag-invalid", `the version "${name}" has build metadata ("${metadata}")`, {
    hint: 'No tag of an image may have a "+"; leave it out of the git tag.',
  });
}

/**
 * Requires that a tag is one that a pattern lets through, in Go's syntax as Argo CD Image Updater and Flux
 * have it: `^[0-9a-f]{7}$`.
 * @throws `tag-invalid`, `input-invalid` for a pattern that is none
 */
export function requireTagMatch(tag: Tag, pattern: string): void {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) {
    throw new UserError("input-invalid", `tag-pattern: ${compiled.fault}`, {
      hint: "Write it in Go's syntax of regular expressions (RE2).",
    });
  }
  if (compiled.isIn(tag)) return;
  throw new UserError("tag-invalid", `the tag "${tag}" does not match ${pattern}`, {
    hint: "What follows these tags would never see it. Correct tag or tag-pattern.",
  });
}

/**
 * Why YAML would read a tag as a number where it stands without quotes, such as `1234567`, `0123456` or
 * `12e4567`; undefined when it is text everywhere.
 * @see https://yaml.org/spec/1.2.2/#1032-tag-resolution
 */
export function numberLike(tag: Tag): string | undefined {
  const isNumber =
    /^[-+]?(?:\d[\d_]*)?\.?\d+(?:e[-+]?\d+)?$/i.test(tag) ||
    /^0x[0-9a-f]+$/i.test(tag) ||
    /^0o[0-7]+$/.test(tag) ||
    /^\d+\.$/.test(tag);
  return isNumber ? `"${tag}" is a number to YAML where it stands without quotes` : undefined;
}
