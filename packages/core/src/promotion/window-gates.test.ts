import { describe, expect, test } from "vitest";
import { hours, now, repository, viewOf } from "./testdata/repository.ts";
import { matchedWindows, windowGates } from "./window-gates.ts";

const project = (name: string, windows: string) =>
  `apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: { name: ${name} }\nspec:\n  syncWindows:\n${windows}`;
const tags = { "dev/cart": "v2", "prod/cart": "v1", "dev/web": "v2", "prod/web": "v1" };

function given(environment: string, windows: string) {
  const config = `version: 1\nenvironments:\n  dev: {}\n  prod:\n    from: dev\n${environment}`;
  return viewOf(
    repository(tags, {
      ".gitops/promotion.yaml": config,
      "argocd/projects/prod.yaml": project("prod", windows),
    }),
  );
}

function gate(app: string, environment: string, windows: string) {
  const view = given(environment, windows);
  const prod = view.config.environments.get("prod");
  if (prod === undefined) throw new Error("the config has prod");
  return windowGates(view.config, view.projects, now)(prod, app);
}

const named = "    gates: { windows: { app-project: prod } }\n";
const window = (kind: string, hour: number, apps: string) =>
  `    - { kind: ${kind}, schedule: "0 ${hour} * * *", duration: 2h, ${apps} }\n`;

describe("windowGates", () => {
  test.each([
    ["inside an allow", window("allow", 11, 'applications: ["*"]'), "pass", hours(1)],
    ["outside every allow", window("allow", 15, 'applications: ["*"]'), "wait", hours(3)],
    ["inside a deny", window("deny", 11, 'applications: ["*"]'), "wait", hours(1)],
    ["a window of other apps", window("deny", 11, "applications: [web-prod]"), "pass", undefined],
    [
      "by the name its Application has",
      window("deny", 11, "applications: [cart-prod]"),
      "wait",
      hours(1),
    ],
  ])("%s", (_, windows, state, at) => {
    const known = gate("cart", named, windows);

    expect(known).toMatchObject({ known: true, value: { state } });
    if (!known.known || known.value.state === "fail") throw new Error("the gate is known");
    const { value } = known;
    expect(value.state === "pass" ? value.validUntil : value.until).toEqual(at);
  });

  test("an AppProject that is not there cannot be told, which is no pass", () => {
    const known = gate("cart", "    gates: { windows: { app-project: production } }\n", "");

    expect(known).toMatchObject({ known: false, why: expect.stringContaining("production") });
  });

  test.each([
    ["namespaces", "namespaces: [shop]"],
    ["clusters", 'clusters: ["https://eu"]'],
  ])("windows that select by %s cannot be told without the destination", (_, selector) => {
    const windows = window("deny", 11, selector);
    const destination = "    destination: { namespace: shop, cluster: https://eu }\n";

    expect(gate("cart", named, windows)).toMatchObject({
      known: false,
      why: expect.stringContaining("environments.prod.destination"),
    });
    expect(gate("cart", named + destination, windows)).toMatchObject({ value: { state: "wait" } });
  });

  test("the config may name the Application otherwise", () => {
    const destination = '    destination: { application: "eu-{app}" }\n';

    expect(
      gate("cart", named + destination, window("deny", 11, "applications: [eu-cart]")),
    ).toMatchObject({ value: { state: "wait" } });
  });

  test("a window of the AppProject that cannot be read fails what it matches", () => {
    const windows =
      '    - { kind: allow, schedule: "0 25 * * *", duration: 2h, applications: ["*"] }\n';

    expect(gate("cart", named, windows)).toMatchObject({ value: { state: "fail" } });
  });

  test("the windows of the config count beside those of the AppProject", () => {
    const both =
      '    gates:\n      windows:\n        app-project: prod\n        windows: [{ kind: deny, schedule: "0 11 * * *", duration: 2h, applications: ["*"] }]\n';

    expect(gate("cart", both, window("allow", 11, 'applications: ["*"]'))).toMatchObject({
      value: { state: "fail", reason: expect.stringContaining("never opens") },
    });
  });
});

test("apps that the same windows match are one group", () => {
  const view = given(named, window("deny", 11, "applications: [web-*]"));
  const prod = view.config.environments.get("prod");
  if (prod === undefined) throw new Error("the config has prod");
  const matched = matchedWindows(prod, ["cart", "web", "web-admin"], view);

  expect(matched).toMatchObject({
    known: true,
    value: [{ apps: ["cart"], windows: [] }, { apps: ["web", "web-admin"] }],
  });
});
