import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "@gitops-actions/core/config";
import { UserError } from "@gitops-actions/core/errors";
import { parseImageReference } from "@gitops-actions/core/image";
import { type SourceFile, setImages, setTargets, type Target } from "@gitops-actions/core/manifest";
import {
  compileSyncWindows,
  isActive,
  lintSyncWindows,
  readAppProjects,
  syncWindowSpec,
} from "@gitops-actions/core/policy";
import { root } from "@gitops-actions/tooling/project";
import { describe, expect, test } from "vitest";
import { blocksOf } from "./support/markdown.ts";

function page(name: string): string {
  return readFileSync(join(root, "docs", name), "utf8");
}

/** The first fenced block of YAML that holds a text. */
function yamlWith(text: string, markdown: string): string {
  const yaml = blocksOf(markdown).filter(({ language }) => language === "yaml");
  return yaml.find((block) => block.text.includes(text))?.text ?? "";
}

describe("docs/promotion-yaml.md", () => {
  const example = yamlWith("version: 1", page("promotion-yaml.md"));

  test("its example loads", () => {
    const config = loadConfig(example, ".gitops/promotion.yaml");

    expect([...config.environments.keys()]).toEqual(["dev", "staging", "prod-eu", "prod-us"]);
    expect(config.freezes[0]?.exceptions).toMatchObject([
      { apps: ["payments"], ticket: "CHG-1042" },
    ]);
  });

  test("its header leads to the schema of this repository", () => {
    const { $id } = JSON.parse(readFileSync(join(root, "promotion.schema.json"), "utf8"));

    expect(example.split("\n")[0]).toBe(`# yaml-language-server: $schema=${$id}`);
    expect($id).toMatch(/\/v1\/promotion\.schema\.json$/);
  });
});

describe("docs/manifests.md", () => {
  const EXAMPLE =
    /## (.*)\n[\s\S]*?```yaml (\S+)\n([\s\S]*?)```\n\nSet `(.*)`:\n\n```(?:diff|text)\n([\s\S]*?)```/g;
  const examples = [...page("manifests.md").matchAll(EXAMPLE)].map(
    ([, title = "", path = "", text = "", wanted = "", result = ""]) => ({
      title,
      path,
      text,
      wanted,
      result,
    }),
  );

  test("has an example of every format", () => {
    expect(examples.map(({ title }) => title)).toHaveLength(12);
  });

  test.each(examples)("$title", ({ path, text, wanted, result }) => {
    expect(outcome({ path, text }, wanted)).toBe(result);
  });

  function outcome(file: SourceFile, wanted: string): string {
    try {
      return edit(file, wanted).diff;
    } catch (error) {
      if (error instanceof UserError) return `${error.code}: ${error.located}\n`;
      throw error;
    }
  }

  /** An image reference, or a target as JSON. */
  function edit(file: SourceFile, wanted: string) {
    if (wanted.startsWith("{")) return setTargets(file, [JSON.parse(wanted) as Target]); // the page is ours
    const { name, tag, digest } = parseImageReference(wanted);
    return setImages([file], [{ image: name, tag, digest }]);
  }
});

describe("docs/sync-windows.md", () => {
  const text = page("sync-windows.md");
  const ROW = /^\| `([^`]+)` for `([^`]+)`(?: in `([^`]+)`)? \| (\S+) \| (yes|no) \|$/gm;
  const rows = [...text.matchAll(ROW)].map(
    ([, schedule = "", duration = "", timeZone = "", instant = "", active = ""]) => ({
      schedule,
      duration,
      timeZone,
      instant,
      active,
    }),
  );

  test("has its table", () => {
    expect(rows).toHaveLength(15);
  });

  test.each(rows)(
    "$schedule for $duration in $timeZone at $instant: $active",
    ({ schedule, duration, timeZone, instant, active }) => {
      const spec = syncWindowSpec({
        kind: "allow",
        schedule,
        duration,
        timeZone,
        applications: ["*"],
      });
      const [window] = compileSyncWindows([spec]);

      expect(window && isActive(window, new Date(instant))).toBe(active === "yes");
    },
  );

  test("the pair of the guides never opens", () => {
    const [project] = readAppProjects(yamlWith("for all other times", text), "project.yaml");
    const findings = lintSyncWindows(project?.windows ?? [], new Date("2026-11-21T10:00:00Z"));

    expect(findings.map(({ code }) => code)).toContain("never-opens");
  });
});

describe("docs/security.md", () => {
  const tests = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (path) =>
      /^(?:test|packages|actions)\/(?!.*node_modules)/.test(path) && path.endsWith(".test.ts"),
  );
  const threats = page("security.md")
    .split("\n")
    .flatMap((line) => [...line.matchAll(/^\| (.+?) \|.*\| (`[^|]+) \|$/g)])
    .map(([, threat = "", shown = ""]) => ({ threat, shown }));

  test.each(threats)("who $threat is met by a test", ({ shown }) => {
    const [, names = "", title = ""] = /^(`.+`)(?:: (.+))?$/.exec(shown) ?? [];
    for (const [, name] of names.matchAll(/`([^`]+)`/g)) {
      const file = tests.find((path) => path.endsWith(`/${name}.test.ts`));
      expect(file, `a test file ${name}`).toBeDefined();
      const text = readFileSync(join(root, file ?? ""), "utf8");
      for (const part of title.split(" ... ")) expect(text).toContain(part);
    }
  });
});
