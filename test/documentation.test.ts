import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { actionNames, root } from "@gitops-actions/tooling/project";
import { releaseTree } from "@gitops-actions/tooling/release/tree";
import { faultsOf } from "@gitops-actions/tooling/workflows/rules";
import { readWorkflows, WORKFLOWS } from "@gitops-actions/tooling/workflows/workflow";
import { expect, test } from "vitest";
import { parse } from "yaml";

const git = execFileSync("git", ["ls-files", "*.md"], { cwd: root, encoding: "utf8" });
const pages = git.split("\n").filter((file) => file !== "" && existsSync(join(root, file)));

/** The relative links of a page, without their anchors, as paths from the root. */
function linksOf(page: string, text: string): string[] {
  const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(
    ([, link = ""]) => link,
  );
  return links.map((link) => join(dirname(page), link));
}

test.each(pages)("links of %s lead somewhere", (page) => {
  const links = linksOf(page, readFileSync(join(root, page), "utf8"));

  expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
});

test("links hold at the root of a tag, too", () => {
  const tree = releaseTree({ version: "1.0.0", repository: "org/gitops-actions" });
  const paths = [...tree.keys()];
  const isThere = (link: string): boolean =>
    paths.some((path) => path === link || path.startsWith(`${link.replace(/\/$/, "")}/`));

  const broken = paths
    .filter((path) => path.endsWith(".md"))
    .flatMap((page) => linksOf(page, String(tree.get(page))).map((link) => [page, link]))
    .filter(([, link = ""]) => !isThere(link));

  expect(broken).toEqual([]);
});

/** The YAML examples of a page, as steps of a job or as a whole workflow. */
function examplesOf(text: string): string[] {
  return [...text.matchAll(/```yaml[^\n]*\n(.*?)```/gs)]
    .map(([, example = ""]) => example)
    .filter((example) => /uses: org\/gitops-actions\//.test(example));
}

const suite = {
  actions: new Map(
    actionNames().map((name) => [
      name,
      parse(readFileSync(join(root, "actions", name, "action.yml"), "utf8")),
    ]),
  ),
  workflows: new Map(
    readWorkflows(WORKFLOWS).map((one) => [one.file.slice(WORKFLOWS.length + 1), one]),
  ),
};

test.each(pages)("examples of %s use inputs that are there", (page) => {
  const faults = examplesOf(readFileSync(join(root, page), "utf8")).flatMap((example) => {
    const yaml = parse(example);
    const jobs = yaml.jobs ?? { example: { steps: Array.isArray(yaml) ? yaml : yaml.steps } };
    const workflow = {
      file: page,
      text: "",
      triggers: {},
      call: undefined,
      permissions: {},
      concurrency: undefined,
      jobs,
    };
    return faultsOf(workflow, suite).filter(({ message }) =>
      /has no "|needs "|there is no/.test(message),
    );
  });

  expect(faults).toEqual([]);
});
