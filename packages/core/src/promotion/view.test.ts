import { describe, expect, test } from "vitest";
import { UserError } from "../errors.ts";
import { hours, now, overlay, repository, viewOf } from "./testdata/repository.ts";
import { surveyRepository } from "./view.ts";

const CONFIG = ".gitops/promotion.yaml";
const tags = { "dev/payments": "v2", "prod/payments": "v1", "dev/cart": "v2", "prod/cart": "v2" };
const base = "version: 1\nenvironments:\n  dev: {}\n  prod: { from: dev }\n";

/** What the survey of a repository with this config is refused with. */
function refusal(config: string): UserError {
  try {
    surveyRepository([...repository(tags).keys()], config, { onlyApp: "app", now });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("the survey was not refused");
}

function withWindow(window: string): string {
  return `version: 1
environments:
  dev: {}
  prod:
    from: dev
    gates:
      windows:
        windows:
          - ${window}
`;
}

describe("surveyRepository", () => {
  test("reads what runs, AppProjects, holds and the lock, and nothing else", () => {
    const texts = repository(tags, {
      [CONFIG]: base,
      ".gitops/lock.yaml": "",
      ".gitops/holds/prod/cart.yaml": "",
      "argocd/projects/prod.yaml": "",
      "apps/cart/base/deployment.yaml": "",
      "README.md": "",
    });

    const { paths } = surveyRepository([...texts.keys()], base, { onlyApp: "app", now });

    expect([...paths].sort()).toEqual([
      ".gitops/holds/prod/cart.yaml",
      ".gitops/lock.yaml",
      "apps/cart/overlays/dev/kustomization.yaml",
      "apps/cart/overlays/prod/kustomization.yaml",
      "apps/payments/overlays/dev/kustomization.yaml",
      "apps/payments/overlays/prod/kustomization.yaml",
      "argocd/projects/prod.yaml",
    ]);
  });

  test("leaves out environments the config does not have, and apps it has elsewhere", () => {
    const config = `${base}apps:\n  cart: { environments: [dev] }\n`;
    const paths = [...repository({ ...tags, "sandbox/cart": "v9" }).keys()];

    const { slots } = surveyRepository(paths, config, { onlyApp: "app", now });

    expect(slots.map(({ app, environment }) => `${environment}/${app}`)).toEqual([
      "dev/cart",
      "dev/payments",
      "prod/payments",
    ]);
  });

  test("without a config the usual names make the environments", () => {
    const { config } = surveyRepository([...repository(tags).keys()], undefined, {
      onlyApp: "app",
      now,
    });

    expect(config.environments.get("prod")?.from).toEqual(["dev"]);
  });

  test.each([
    [
      "a schedule",
      '{ kind: allow, schedule: "0 25 * * *", duration: 1h, applications: ["*"] }',
      "above maximum",
    ],
    [
      "a duration in days",
      '{ kind: allow, schedule: "0 2 * * *", duration: 1d, applications: ["*"] }',
      'unknown unit "d"',
    ],
    [
      "a time zone",
      '{ kind: allow, schedule: "0 2 * * *", duration: 1h, timeZone: UTC+2, applications: ["*"] }',
      "not in the tz database",
    ],
    [
      "a pattern",
      '{ kind: deny, schedule: "0 2 * * *", duration: 1h, applications: ["[a"] }',
      'without its "]"',
    ],
    [
      "30 February",
      '{ kind: allow, schedule: "0 2 30 2 *", duration: 1h, applications: ["*"] }',
      "names no day there is",
    ],
    [
      "nothing it is for",
      '{ kind: allow, schedule: "0 2 * * *", duration: 1h }',
      "applies to nothing",
    ],
    [
      "all hours to deny",
      '{ kind: deny, schedule: "* * * * *", duration: 1h, applications: ["*"] }',
      "nothing that it matches ever syncs",
    ],
  ])("refuses a window of the config with %s, with its line", (_, window, words) => {
    const error = refusal(withWindow(window));

    expect(error).toMatchObject({ code: "config-invalid", file: CONFIG, line: 9 });
    expect(error.message).toContain(words);
  });

  test.each([
    [
      "a freeze",
      "freezes:\n  - { from: 2026-12-01T00:00:00Z, until: 2026-12-02T00:00:00Z, reason: x, apps: [paymnets] }\n",
    ],
    [
      "an exception",
      "freezes:\n  - { from: 2026-12-01T00:00:00Z, until: 2026-12-02T00:00:00Z, reason: x, except: [{ apps: [payment], approved-by: ann, reason: y }] }\n",
    ],
    ["a train", "trains:\n  t: { apps: [payments-] }\n"],
    ["the apps", "apps:\n  paymets: { risk: high }\n"],
  ])("refuses a misspelled app in %s, which would be no app at all", (_, config) => {
    expect(refusal(base + config)).toMatchObject({
      code: "config-invalid",
      line: 6,
      message: expect.stringContaining('did you mean "payments"?'),
    });
  });

  test.each([
    [
      "nothing is like",
      "freezes:\n  - { from: 2026-12-01T00:00:00Z, until: 2026-12-02T00:00:00Z, reason: x, apps: [retired] }\n",
    ],
    ["is as short as others", "trains:\n  t: { apps: [card] }\n"],
    ["is like one that is named too", "apps:\n  payments: {}\n  payments2: {}\n"],
    ["stands for all", 'trains:\n  t: { apps: ["*"] }\n'],
  ])("takes the name of an app that is not there and %s", (_, config) => {
    expect(viewOf(repository(tags, { [CONFIG]: base + config })).config.file).toBe(CONFIG);
  });
});

test.each([new Date(0), new Date(8.64e15), new Date(Number.NaN)])(
  "a clock that says %s decides nothing",
  (at) => {
    expect(() => surveyRepository([], undefined, { onlyApp: "app", now: at })).toThrow(
      expect.objectContaining({ code: "clock-invalid" }),
    );
  },
);

describe("viewRepository", () => {
  test("one file that cannot be read does not hide the others", () => {
    const view = viewOf(
      repository(tags, { "apps/cart/overlays/prod/kustomization.yaml": "images: [\n" }),
    );

    expect(view.running.get("prod")?.get("cart")).toBeInstanceOf(UserError);
    expect(view.running.get("prod")?.get("payments")).toMatchObject({
      images: [{ name: "ghcr.io/acme/payments", tag: "v1" }],
    });
  });

  test("an overlay without images runs none", () => {
    const view = viewOf(
      repository(tags, { "apps/cart/overlays/prod/kustomization.yaml": "resources: []\n" }),
    );

    expect(view.running.get("prod")?.get("cart")).toMatchObject({ images: [] });
  });

  test("only the images that the config names as the app's own count", () => {
    const config = `${base}apps:\n  cart: { images: [cart] }\n`;
    const sidecar = `${overlay("cart", "v2")}- name: proxy\n  newTag: v9\n`;
    const view = viewOf(
      repository(tags, { [CONFIG]: config, "apps/cart/overlays/prod/kustomization.yaml": sidecar }),
    );

    expect(view.running.get("prod")?.get("cart")).toMatchObject({ images: [{ entry: "cart" }] });
  });

  test("reads the lock and the holds", () => {
    const view = viewOf(
      repository(tags, {
        ".gitops/lock.yaml":
          "reason: fire\nowner: ann\nsince: 2026-11-21T09:00:00Z\nuntil: 2026-11-21T13:00:00Z\n",
        ".gitops/holds/prod/cart.yaml":
          "app: cart\nenvironment: prod\nreason: bad build\nowner: bob\nsince: 2026-11-21T09:00:00Z\n",
      }),
    );

    expect(view.lock).toMatchObject({ reason: "fire", until: hours(1), environments: [] });
    expect(view.holds).toMatchObject([{ app: "cart", owner: "bob", until: undefined }]);
  });

  test.each([
    ["lock", ".gitops/lock.yaml", "lock-invalid"],
    ["hold", ".gitops/holds/prod/cart.yaml", "hold-invalid"],
    ["AppProject", "argocd/projects/prod.yaml", "app-project-invalid"],
  ])("a %s that cannot be read is no missing one", (_, path, code) => {
    const broken =
      "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: x}\nspec: { syncWindows: yes }\n";

    expect(() => viewOf(repository(tags, { [path]: broken }))).toThrow(
      expect.objectContaining({ code, file: path }),
    );
  });
});
