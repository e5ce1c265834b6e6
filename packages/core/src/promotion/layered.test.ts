import { describe, expect, test } from "vitest";
import { loadConfig } from "../config/index.ts";
import { parseImageReference } from "../image/index.ts";
import { planMove } from "./move.ts";
import { findCandidate, planRepository } from "./plan.ts";
import { pathsFor } from "./request.ts";
import { runningIn } from "./running.ts";
import { digestOf, now, viewOf } from "./testdata/repository.ts";
import { planUpdate } from "./update.ts";

const CONFIG = ".gitops/promotion.yaml";
const chain = "version: 1\nenvironments:\n  dev: {}\n  staging: { from: dev }\n";

function release(tag: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
spec:
  values:
    image:
      repository: ghcr.io/acme/cart
      tag: ${tag}
`;
}

function deployment(tag: string): string {
  return `kind: Deployment
spec:
  template:
    spec:
      containers:
        - name: cart
          image: ghcr.io/acme/cart:${tag}
`;
}

interface Shape {
  readonly name: string;
  readonly layout: string;
  /** The file that says the version, in an environment. */
  readonly file: (environment: string) => string;
  readonly text: (tag: string) => string;
  readonly beside: Readonly<Record<string, string>>;
  /** Lines that take the place of those with `v1` when it becomes `v2` with its digest. */
  readonly after: string;
}

const digest = digestOf("v2");
const base = "image:\n  repository: ghcr.io/acme/cart\nreplicas: 1\n";

const shapes: readonly Shape[] = [
  {
    name: "the repository beside the environments' values",
    layout: "charts/{app}/values-{env}.yaml",
    file: (environment) => `charts/cart/values-${environment}.yaml`,
    text: (tag) => `image:\n  tag: ${tag} # ours\nreplicas: 2\n`,
    beside: { "charts/cart/values.yaml": base },
    after: `image:\n  tag: v2 # ours\n  digest: ${digest}\nreplicas: 2\n`,
  },
  {
    name: "the repository in the chart",
    layout: "environments/{env}/{app}",
    file: (environment) => `environments/${environment}/cart/values.yaml`,
    text: (tag) => `image: { tag: ${tag} }\n`,
    beside: { "charts/cart/values.yaml": base },
    after: `image: { tag: v2, digest: ${digest} }\n`,
  },
  {
    name: "a kustomization beside a HelmRelease",
    layout: "clusters/{env}/{app}",
    file: (environment) => `clusters/${environment}/cart/release.yaml`,
    text: release,
    beside: Object.fromEntries(
      ["dev", "staging"].map((environment) => [
        `clusters/${environment}/cart/kustomization.yaml`,
        "resources: [release.yaml]\n",
      ]),
    ),
    after: `${release("v2")}      digest: ${digest}\n`,
  },
  {
    name: "a kustomization beside a Deployment",
    layout: "apps/{app}/overlays/{env}",
    file: (environment) => `apps/cart/overlays/${environment}/deployment.yaml`,
    text: deployment,
    beside: Object.fromEntries(
      ["dev", "staging"].map((environment) => [
        `apps/cart/overlays/${environment}/kustomization.yaml`,
        "resources:\n  - ../../base\n  - deployment.yaml\n",
      ]),
    ),
    after: deployment(`v2@${digest}`),
  },
];

describe.each(shapes)("$name", ({ file, text, beside, layout, after }) => {
  const files = new Map(
    Object.entries({
      [CONFIG]: chain,
      [file("dev")]: after,
      [file("staging")]: text("v1"),
      ...beside,
    }),
  );
  const view = viewOf(files);
  const { config } = view;
  const staging = config.environments.get("staging");
  if (staging === undefined) throw new Error("no staging");

  test("is read", () => {
    const { images, layout: found } = runningIn({ app: "cart", environment: "dev" }, config, files);

    expect(found).toBe(layout);
    expect(images).toMatchObject([
      { name: "ghcr.io/acme/cart", tag: "v2", digest, file: file("dev") },
    ]);
  });

  test("is planned", () => {
    expect(planRepository(view, now)).toMatchObject([
      {
        state: "waiting",
        running: [{ name: "ghcr.io/acme/cart", tag: "v1" }],
        candidate: [{ name: "ghcr.io/acme/cart", tag: "v2", digest }],
      },
    ]);
  });

  test("is promoted by the environment's own file alone", () => {
    const { edit, entries } = planMove([findCandidate("cart", staging, view)], {
      config,
      texts: files,
    });

    expect(edit.files).toEqual([{ path: file("staging"), text: after }]);
    expect(entries).toMatchObject([
      { image: `ghcr.io/acme/cart:v2@${digest}`, previous: "ghcr.io/acme/cart:v1" },
    ]);
  });

  test("is updated with what can be read in one request", () => {
    const image = parseImageReference(`ghcr.io/acme/cart:v2@${digest}`);
    const request = { environment: "staging", targets: [{ app: "cart", image }] };
    const read = new Set(pathsFor(request, config));
    const texts = new Map([...files].filter(([path]) => read.has(path)));

    const { edit, entries } = planUpdate(request, config, texts);

    expect(edit.files).toEqual([{ path: file("staging"), text: after }]);
    expect(entries).toMatchObject([{ app: "cart", previous: "ghcr.io/acme/cart:v1" }]);
  });
});

test("an entry under images has the word over the manifest that the kustomization lists", () => {
  const folder = "apps/cart/overlays/dev";
  const files = new Map([
    [
      `${folder}/kustomization.yaml`,
      "resources: [deployment.yaml]\nimages:\n- name: ghcr.io/acme/cart\n  newTag: v3\n",
    ],
    [`${folder}/deployment.yaml`, deployment("v1")],
  ]);

  const { images } = runningIn({ app: "cart", environment: "dev" }, viewOf(files).config, files);

  expect(images).toMatchObject([{ tag: "v3", file: `${folder}/kustomization.yaml` }]);
});

describe("an app without an image", () => {
  const staging = "apps/cart/overlays/staging";

  function planned(files: Readonly<Record<string, string>>, config = chain) {
    const given = { [CONFIG]: config, "apps/cart/overlays/dev/deployment.yaml": deployment("v2") };
    return planRepository(viewOf(new Map(Object.entries({ ...given, ...files }))), now);
  }

  test.each<[string, Record<string, string>, string]>([
    [
      "an overlay that leaves it to the base",
      { [`${staging}/kustomization.yaml`]: "resources: [../../base]\n" },
      `was found in ${staging}/kustomization.yaml. List the image under "images" of ${staging}/kustomization.yaml, by the name that the base calls it: a base is every environment's.`,
    ],
    [
      "a file of another name that the kustomization lists",
      { [`${staging}/kustomization.yaml`]: "resources: [web.yaml]\n" },
      `every environment's. Or name ${staging}/web.yaml with "layout", if the image is there.`,
    ],
    [
      "values whose repository is nowhere",
      { [`${staging}/values.yaml`]: "image: { tag: v1 }\n" },
      `was found in ${staging}/values.yaml. Write its tag there, and its repository too or into the values.yaml below.`,
    ],
    [
      "values that leave the image to those below",
      {
        [`${staging}/values.yaml`]: "replicas: 2\n",
        "apps/cart/values.yaml": "image: { repository: r/cart, tag: v1 }\n",
      },
      `was found in ${staging}/values.yaml. Write its tag there`,
    ],
    [
      "a manifest without",
      { [`${staging}/application.yaml`]: "kind: Application\n" },
      'Name the file that says the image with "layout".',
    ],
  ])("says so: %s", (_, files, expected) => {
    const [entry] = planned(files);

    expect(entry).toMatchObject({ state: "imageless", decision: undefined });
    expect(entry?.fault).toMatch(/^no image of cart in staging was found in /);
    expect(entry?.fault).toContain(expected);
  });

  test("says when the config leaves none of its images", () => {
    const [entry] = planned(
      { [`${staging}/deployment.yaml`]: deployment("v1") },
      `${chain}apps:\n  cart: { images: [basket] }\n`,
    );

    expect(entry).toMatchObject({
      state: "imageless",
      fault: `none of the images of cart in staging is its own: ${staging}/deployment.yaml has ghcr.io/acme/cart; apps.cart.images has basket. Correct apps.cart.images.`,
    });
  });

  test("upstream has nothing to promote, and says which files were looked at", () => {
    const [entry] = planned({
      "apps/cart/overlays/dev/kustomization.yaml": "resources: [../../base]\n",
      [`${staging}/deployment.yaml`]: deployment("v1"),
    });

    expect(entry).toMatchObject({
      state: "unreadable",
      fault: "no image of cart in dev was found in apps/cart/overlays/dev/kustomization.yaml",
    });
  });

  test("an update says what to do in the overlay", () => {
    const files = new Map([[`${staging}/kustomization.yaml`, "resources: [../../base]\n"]]);
    const targets = [{ app: "cart", image: parseImageReference("ghcr.io/acme/cart:v2") }];

    expect(() =>
      planUpdate({ environment: "staging", targets }, loadConfig(chain, CONFIG), files),
    ).toThrow(
      expect.objectContaining({
        code: "image-not-found",
        hint: expect.stringContaining('under "images" of'),
      }),
    );
  });
});
