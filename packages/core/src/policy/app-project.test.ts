import { describe, expect, test } from "vitest";
import { readApplications, readAppProjects } from "./app-project.ts";

const manifests = `# projects of the platform
apiVersion: v1
kind: ConfigMap
metadata: {name: other}
---
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: production
spec:
  syncWindows:
    - kind: allow
      schedule: "0 10 * * *"
      duration: 6h
      applications: &all ["*"]
      timezone: Europe/Berlin
    - { kind: deny, schedule: '0 0 * * *', duration: 24h, applications: *all, manualSync: yes }
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  destination: {server: https://k.example:6443, namespace: prod}
---
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: empty}
spec: {}
`;

describe("readAppProjects", () => {
  test("finds the projects of a stream", () => {
    const projects = readAppProjects(manifests, "projects.yaml");

    expect(projects.map(({ name, windows }) => [name, windows.length])).toEqual([
      ["production", 2],
      ["empty", 0],
    ]);
  });

  test("keeps the places of windows and fields, and what is not a field", () => {
    const [window] = readAppProjects(manifests, "projects.yaml")[0]?.windows ?? [];

    expect(window?.source).toMatchObject({
      place: { file: "projects.yaml", line: 12, column: 7 },
      fields: { duration: { line: 14, column: 17 }, timezone: { line: 16 } },
      strayFields: ["timezone"],
    });
  });

  test("follows aliases and reads truth as Kubernetes does", () => {
    const window = readAppProjects(manifests, "projects.yaml")[0]?.windows[1];

    expect(window).toMatchObject({ applications: ["*"], manualSync: true, andOperator: false });
  });

  const project = (windows: string) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: a}\nspec:\n  syncWindows:\n${windows}`;

  test.each([
    [
      "a number where a text belongs",
      project("    - duration: 60\n"),
      6,
      "syncWindows[0].duration is 60",
    ],
    [
      "a mapping where a list belongs",
      project("    kind: deny\n"),
      6,
      "spec.syncWindows is a mapping",
    ],
    [
      "a text where a truth belongs",
      project("    - manualSync: maybe\n"),
      6,
      "expected true or false",
    ],
    [
      "a text where a list belongs",
      project('    - applications: "*"\n'),
      6,
      'applications is "*"; expected a list',
    ],
    ["an alias to nothing", project("    - applications: *none\n"), 6, "is an alias to nothing"],
    ["a key twice", project("    - kind: deny\n      kind: allow\n"), 7, "unique"],
    ["an open bracket", "a: [", 1, "not valid YAML"],
    ["nesting without end", `a: ${"[".repeat(100_000)}`, 1, "not valid YAML"],
    ["a file too large", `#${"x".repeat(1024 * 1024)}`, undefined, "expected at most"],
  ])("refuses %s", (_, text, line, message) => {
    expect(() => readAppProjects(text, "p.yaml")).toThrow(
      expect.objectContaining({
        code: "app-project-invalid",
        file: "p.yaml",
        line,
        message: expect.stringContaining(message),
      }),
    );
  });
});

describe("readApplications", () => {
  test("reads what windows match by; without a project it is the default one", () => {
    expect(readApplications(manifests, "apps.yaml")).toEqual([
      {
        project: "default",
        place: { file: "apps.yaml", line: 19, column: 1 },
        target: { name: "web", namespace: "prod", server: "https://k.example:6443", cluster: "" },
      },
    ]);
  });
});
