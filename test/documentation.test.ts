import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadConfig } from "@gitops-actions/core/config";
import { readHold, readHotfix, readLock } from "@gitops-actions/core/policy";
import { actionNames, root } from "@gitops-actions/tooling/project";
import { releaseTree } from "@gitops-actions/tooling/release/tree";
import { type Fault, faultsOf } from "@gitops-actions/tooling/workflows/rules";
import { readWorkflows, WORKFLOWS } from "@gitops-actions/tooling/workflows/workflow";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { anchorsOf, blocksOf, linksOf } from "./support/markdown.ts";

const git = execFileSync("git", ["ls-files", "*.md"], { cwd: root, encoding: "utf8" });
const pages = git.split("\n").filter((file) => file !== "" && existsSync(join(root, file)));

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** Where links are followed: the repository, or the tree of a tag. */
interface Place {
  isThere(path: string): boolean;
  read(page: string): string;
}

/** The links of a page that lead nowhere: to no file, or to a heading that is not there. */
function brokenLinks(page: string, place: Place): readonly string[] {
  const broken = linksOf(place.read(page)).filter(({ path, anchor }) => {
    const target = path === "" ? page : join(dirname(page), path);
    if (!place.isThere(target)) return true;
    return anchor !== undefined && !anchorsOf(place.read(target)).has(anchor);
  });
  return broken.map(({ path, anchor }) => (anchor === undefined ? path : `${path}#${anchor}`));
}

test.each(pages)("links of %s lead somewhere", (page) => {
  const repository: Place = { isThere: (path) => existsSync(join(root, path)), read };

  expect(brokenLinks(page, repository)).toEqual([]);
});

test("links hold at the root of a tag, too", () => {
  const tree = releaseTree({ version: "1.0.0", repository: "org/gitops-actions" });
  const paths = [...tree.keys()];
  const tag: Place = {
    isThere: (link) =>
      paths.some((path) => path === link || path.startsWith(`${link.replace(/\/$/, "")}/`)),
    read: (page) => String(tree.get(page)),
  };
  const guides = paths.filter((path) => path.startsWith("docs/guides/"));

  expect(guides.sort()).toEqual(pages.filter((page) => page.startsWith("docs/guides/")).sort());
  for (const page of paths.filter((path) => path.endsWith(".md"))) {
    expect(brokenLinks(page, tag), page).toEqual([]);
  }
});

const USES = /^[ -]*uses: org\/gitops-actions\//gm;

/** The YAML examples of a page that use the suite: steps of a job, or jobs of a workflow. */
function examplesOf(page: string): readonly string[] {
  const yaml = blocksOf(page).filter(({ language }) => language === "yaml");
  return yaml.map(({ text }) => text).filter((text) => text.match(USES) !== null);
}

const suite = {
  actions: new Map(actionNames().map((name) => [name, parse(read(`actions/${name}/action.yml`))])),
  workflows: new Map(
    readWorkflows(WORKFLOWS).map((one) => [one.file.slice(WORKFLOWS.length + 1), one]),
  ),
};

/** Names that an action or a callable workflow does not have, or wants, and rights that a caller does not give. */
function isOfExample({ message, place }: Fault): boolean {
  return /has no "|needs "|there is no/.test(message) || place.endsWith(".permissions");
}

test.each(pages)("examples of %s use inputs that are there", (page) => {
  const faults = examplesOf(read(page)).flatMap((text) => {
    const yaml = parse(text);
    const jobs = yaml.jobs ?? { example: { steps: Array.isArray(yaml) ? yaml : yaml.steps } };
    const { call, concurrency } = { call: undefined, concurrency: undefined };
    const workflow = {
      file: page,
      text: "",
      triggers: {},
      call,
      permissions: {},
      concurrency,
      jobs,
    };
    expect(JSON.stringify(jobs).match(/"uses":"org\/gitops-actions\//g), text).toHaveLength(
      text.match(USES)?.length ?? 0,
    );
    return faultsOf(workflow, suite).filter(isOfExample);
  });

  expect(faults).toEqual([]);
});

/** What reads the files of a GitOps repository that a block may show, ```yaml PATH. */
const READERS: readonly (readonly [RegExp, (text: string, path: string) => unknown])[] = [
  [/^\.gitops\/promotion\.yaml$/, loadConfig],
  [/^\.gitops\/hotfixes\//, readHotfix],
  [/^\.gitops\/holds\//, readHold],
  [/^\.gitops\/lock\.yaml$/, readLock],
];

const policies = pages.flatMap((page) =>
  blocksOf(read(page)).flatMap(({ path = "", text }) => {
    const [, reader] = READERS.find(([pattern]) => pattern.test(path)) ?? [];
    return reader === undefined ? [] : [{ page, path, text, reader }];
  }),
);

test.each(policies)("$path in $page can be read", ({ path, text, reader }) => {
  expect(() => reader(text, path)).not.toThrow();
});

test("no page shows a promotion config without saying so", () => {
  const hidden = pages.flatMap((page) =>
    blocksOf(read(page))
      .filter(({ language, path }) => language === "yaml" && path === undefined)
      .filter(({ text }) => /^version: 1$/m.test(text) && /^environments:/m.test(text))
      .map(({ text }) => [page, text]),
  );

  expect(hidden).toEqual([]);
});
