import { describe, expect, test } from "vitest";
import { combineTemplates, readTemplates } from "./analysis-template.ts";

function template(name: string, spec: string): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata: { name: ${name} }\nspec:\n${spec}`;
}

const rate = template(
  "rate",
  "  metrics: [{ name: rate, provider: { prometheus: { query: up } } }]\n",
);

describe("readTemplates", () => {
  test("the templates of a file, other objects passed over", () => {
    const file = `${rate}---\nkind: Service\nmetadata: { name: web }\n---\n${rate.replaceAll("rate", "errors")}`;

    expect(readTemplates(file, "a.yaml").map(({ name }) => name)).toEqual(["rate", "errors"]);
  });

  test.each([
    ["no YAML", "a: [", "is not valid YAML"],
    [
      "a metric without a provider",
      template("a", "  metrics: [{ name: m }]"),
      "metrics[0] has no provider",
    ],
    [
      "an interval that is a number",
      template("a", "  metrics: [{ name: m, interval: 30, provider: { web: {} } }]"),
      'template "a": metrics[0].interval is 30; expected a text in quotes',
    ],
    [
      "a count that is a fraction",
      template("a", "  metrics: [{ name: m, count: 1.5, provider: { web: {} } }]"),
      "metrics[0].count is 1.5; expected a whole number",
    ],
    [
      "an argument that is a number",
      template("a", "  args: [{ name: limit, value: 5 }]\n  metrics: []"),
      "args[0] (limit) has the value 5; expected a text in quotes",
    ],
    [
      "a template without a spec",
      "kind: AnalysisTemplate\nmetadata: { name: a }",
      "without name or spec",
    ],
    [
      "an alias bomb",
      `${template("a", "  metrics: []")}\nx: &x [${"1,".repeat(50)}]\ny: &y [${"*x,".repeat(50)}]\nz: [${"*y,".repeat(50)}]`,
      "cannot be read",
    ],
  ])("%s is refused, with the file", (_, text, found) => {
    const reading = () => readTemplates(text, "a.yaml");

    expect(reading).toThrow(expect.objectContaining({ code: "template-invalid", file: "a.yaml" }));
    expect(reading).toThrow(found);
  });
});

describe("combineTemplates", () => {
  const known = readTemplates(
    [
      template(
        "one",
        "  args: [{ name: app }, { name: limit, value: '1' }]\n  metrics: [{ name: m, provider: { web: {} } }]\n",
      ),
      template(
        "two",
        "  args: [{ name: app, value: web }]\n  metrics: [{ name: n, provider: { web: {} } }]\n  dryRun: [{ metricName: n }]\n",
      ),
      template(
        "both",
        "  metrics: []\n  templates: [{ templateName: one }, { templateName: two }]\n",
      ),
      template("other", "  args: [{ name: limit, value: '2' }]\n  metrics: []\n"),
    ].join("---\n"),
    "a.yaml",
  );
  const combine = (...names: string[]) => combineTemplates(names, { known, file: "a.yaml" });

  test("metrics, rules and arguments of all, those taken in among them", () => {
    const spec = combine("both");

    expect(spec.metrics.map(({ name }) => name)).toEqual(["m", "n"]);
    expect(spec.dryRun).toEqual([{ metricName: "n" }]);
    expect(spec.args).toMatchObject([
      { name: "app", value: "web" },
      { name: "limit", value: "1" },
    ]);
  });

  test.each<[string, string[], string]>([
    ["one that is not there", ["three"], 'has no template "three"; it has: one, two, both, other'],
    ["two values for an argument", ["one", "other"], 'gives the argument "limit" two values'],
  ])("%s is refused", (_, names, found) => {
    expect(() => combine(...names)).toThrow(found);
  });
});
