import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTargets, type Target } from "@gitops-actions/core/manifest";
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
});
