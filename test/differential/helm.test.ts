import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { printImage, readImages, setTargets, type Target } from "@gitops-actions/core/manifest";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { describeWithRealPart } from "../support/real-parts.ts";

const TEMPLATE = `apiVersion: v1
kind: ConfigMap
metadata: {name: app}
data:
  kind: {{ kindOf .Values.image.tag | quote }}
  tag: {{ printf "%v" .Values.image.tag | quote }}
`;
const APPLICATION = `apiVersion: argoproj.io/v1alpha1
kind: Application
spec:
  source:
    helm:
      parameters:
      - name: image.tag
        value: v1
      values: |
        image:
          tag: v1 # comment
`;

/** Tags that \`--set\` or YAML takes for something else, and some that they do not. */
const tags = [
  ...["v2", "1.2.3", "1.10", "1e3", "0x1f", "012", "0", "1234567", "true", "null", "y", "off"],
  ...["2024-01-02", "1_000", "12e4567", "e123456", "20240102", "-5"],
];

/** Values of a chart, and those of an environment above them. */
const layers = [
  ["image: { repository: r/app, tag: v0 }", "image: { tag: v1 }"],
  ["image: { registry: m.test, repository: r/app }", "image: { tag: v1, digest: sha256:1a }"],
  ["image: { repository: r/app, digest: sha256:1a }", 'image: { tag: v1, digest: "" }'],
  ["image: { repository: r/app, tag: v0 }", "image: { repository: r/own, tag: v1 }"],
  ["image: { repository: r/app, tag: v0, digest: sha256:1a }", "image: { tag: v1, digest: null }"],
  ["web: { image: { repository: r/app, tag: v0 } }", "web: null\nimage: r/own:v1"],
  ["jobs: [{ image: { repository: r/a, tag: v0 } }]", "jobs: [{ image: { tag: v1 } }]"],
  ["jobs: [{ image: r/a:v0 }]", "jobs: [{ image: r/b:v1 }, { image: r/c:v1 }]"],
  ["image: r/app:v0", "image: { repository: r/own, tag: v1 }"],
  ["image: { repository: r/app, tag: v0 }", "image: r/own:v1"],
  ["a: { image: { repository: r/app } }", "a: { image: {} }\nb: { image: r/own:v1 }"],
] as const;

describeWithRealPart("helm", "helm template", (helm) => {
  /** What the chart makes of its tag: its type, and its text. */
  function rendered(values: string, args: readonly string[] = []): { kind: string; tag: string } {
    using chart = mkdtempDisposableSync(join(tmpdir(), "chart-"));
    const write = (name: string, text: string) => writeFileSync(join(chart.path, name), text);
    mkdirSync(join(chart.path, "templates"));
    write("Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
    write("templates/app.yaml", TEMPLATE);
    write("given.yaml", values);
    const output = execFileSync(helm, ["template", ".", "-f", "given.yaml", ...args], {
      cwd: chart.path,
      encoding: "utf8",
    });
    return parse(output).data;
  }

  function edited(text: string, target: Target): string {
    return setTargets({ path: "f.yaml", text }, [target]).files[0]?.text ?? text;
  }

  test.each(tags)("reads the tag %s as text from a values file", (tag) => {
    const values = edited("image:\n  tag: v1\n", {
      kind: "path",
      path: ["image", "tag"],
      value: tag,
    });

    expect(rendered(values)).toEqual({ kind: "string", tag });
  });

  test.each(tags)("reads the tag %s as text from the values of an Application", (tag) => {
    const path = ["image", "tag"];
    const text = edited(APPLICATION, { kind: "helm-values", path, value: tag });

    expect(rendered(parse(text).spec.source.helm.values)).toEqual({ kind: "string", tag });
  });

  test.each(tags)("reads the tag %s as text from a parameter, given as Argo CD gives it", (tag) => {
    const text = edited(APPLICATION, { kind: "helm-parameter", name: "image.tag", value: tag });
    const [{ name, value, forceString }] = parse(text).spec.source.helm.parameters;
    const args = [forceString === true ? "--set-string" : "--set", `${name}=${value}`];

    expect(rendered("{}", args)).toEqual({ kind: "string", tag });
  });

  test.each(layers)("merges %j and %j into what is read in layers", (below, above) => {
    using chart = mkdtempDisposableSync(join(tmpdir(), "chart-"));
    const write = (name: string, text: string) => writeFileSync(join(chart.path, name), text);
    mkdirSync(join(chart.path, "templates"));
    write("Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
    write("templates/values.yaml", "{{ .Values | toYaml }}");
    write("values.yaml", below);
    write("values-prod.yaml", above);
    const args = ["template", ".", "-f", "values-prod.yaml"];
    const text = execFileSync(helm, args, { cwd: chart.path, encoding: "utf8", stdio: "pipe" });

    const layered = readImages([{ path: "values-prod.yaml", text: above }], {
      context: [{ path: "values.yaml", text: below }],
    });

    const merged = readImages([{ path: "merged.yaml", text }]).filter(({ tag }) => tag === "v1");
    expect(layered.map(printImage).sort()).toEqual(merged.map(printImage).sort());
  });
});
