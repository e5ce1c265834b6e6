import { mkdtempDisposableSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitops } from "@gitops-actions/cli/gitops";
import { writeTree } from "@gitops-actions/tooling/release/publish";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clusterInputs, verifyCanary } from "../support/canary.ts";
import { LocalGitHub } from "../support/github/index.ts";
import { sampleDigest } from "../support/gitops-repository.ts";
import {
  build,
  makeWorld,
  promote,
  updateOverlay,
  verify,
  type World,
} from "../support/journey.ts";
import { Person } from "../support/person.ts";
import { image, makeVerifyWorld, showDeployed } from "../support/verify-world.ts";

const digest = sampleDigest("checkout:sha-1111111");
const policy = `version: 1
environments:
  dev: { delivery: commit }
  staging: { from: dev, merge: auto, gates: { verified: {}, approvals: { count: 1 } } }
`;

function release(image: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: checkout }
spec:
  values:
    image:
${image.replaceAll(/^/gm, "      ")}`;
}

const named = "repository: ghcr.io/acme/checkout\n";

/** Where the environment's own file is, its text around the image, and what lies around it. */
const shapes = [
  {
    name: "values whose repository is in the values.yaml beside them",
    path: (environment: string) => `charts/checkout/values-${environment}.yaml`,
    text: (version: string) =>
      `# ours\nimage:\n${version.replaceAll(/^(?=.)/gm, "  ")}replicas: 2\n`,
    around: { "charts/checkout/values.yaml": `image:\n  ${named}  tag: latest\n` },
  },
  {
    name: "a HelmRelease beside a kustomization",
    path: (environment: string) => `clusters/${environment}/checkout/release.yaml`,
    text: (version: string) => release(named + version).replace(/ +$/, ""),
    around: Object.fromEntries(
      ["dev", "staging"].map((environment) => [
        `clusters/${environment}/checkout/kustomization.yaml`,
        "resources:\n  - release.yaml\n",
      ]),
    ),
  },
];

let github: LocalGitHub;

beforeEach(async () => {
  github = await LocalGitHub.start();
});
afterEach(() => github[Symbol.asyncDispose]());

function given(files: Readonly<Record<string, string>>): Promise<World> {
  return makeWorld(github, { apps: [], files: { ".gitops/promotion.yaml": policy, ...files } });
}

/** What `gitops plan --all` says of the files of a branch. */
async function planned(files: Readonly<Record<string, string>>): Promise<string> {
  using folder = mkdtempDisposableSync(join(tmpdir(), "layers-"));
  const tree = Object.entries({ ".gitops/promotion.yaml": policy, ...files });
  writeTree(new Map(tree.map(([path, text]) => [path, Buffer.from(text)])), folder.path);
  let said = "";
  const screen = {
    write: (more: string) => (said += more),
    paint: (_style: unknown, plain: string) => plain,
    width: undefined,
  };
  const now = github.clock.now();
  await gitops(["plan", "--all", "--repo", folder.path], { screen, now, env: {} });
  return said;
}

describe.each(shapes)("$name", ({ path, text, around }) => {
  const before = "tag: sha-0000000\n";
  const after = `tag: sha-1111111\ndigest: ${digest}\n`;
  const files = {
    ...around,
    [path("dev")]: text(before),
    [path("staging")]: text(before),
  };

  test("a build reaches dev in two requests, and nothing but its version changes", async () => {
    const world = await given(files);

    const run = await updateOverlay(world, { image: build("checkout", "sha-1111111") });

    expect(run, run.stdout).toMatchObject({ exitCode: 0 });
    expect(github.requests.all.map(({ operation }) => operation)).toEqual([
      "ReadBranch",
      "WriteCommit",
    ]);
    expect(run.outputs["previous"]).toBe("ghcr.io/acme/checkout:sha-0000000");
    expect(await world.gitops.file(path("dev"))).toBe(text(after));
    for (const [other, same] of Object.entries(around)) {
      expect(await world.gitops.file(other)).toBe(same);
    }
  });

  test("is promoted by a pull request of one file, which is approved and merged", async () => {
    const world = await given({ ...files, [path("dev")]: text(after) });
    await verify(world, { app: "checkout", environment: "dev", tag: "sha-1111111" });

    const opened = await promote(world, { app: "checkout", environment: "staging" });

    expect(opened.outputs, opened.stdout).toMatchObject({ operation: "created", decision: "wait" });
    const [pull] = world.gitops.pulls;
    expect(pull?.title).toBe("promote(checkout): staging <- sha-1111111");
    expect(await world.gitops.file(path("staging"), pull?.head)).toBe(text(after));
    await new Person(world, "alice").approve(1);
    const merged = await promote(world);
    expect(merged.outputs, merged.stdout).toMatchObject({ operation: "merged" });
    expect(await world.gitops.file(path("staging"))).toBe(text(after));
    const again = await promote(world);
    expect(again.outputs).toMatchObject({ operation: "none", changed: "false" });
  });

  test("is planned with its versions", async () => {
    expect(await planned({ ...files, [path("dev")]: text(after) })).toContain(
      "checkout  staging      sha-0000000 <- sha-1111111",
    );
  });
});

describe("an app whose image nobody can read", () => {
  const path = "charts/checkout/values-staging.yaml";
  const files = {
    "charts/checkout/values-dev.yaml": `image: { ${named.trim()}, tag: sha-1111111 }\n`,
    [path]: "image: { tag: sha-0000000 }\n",
    "charts/cart/values-dev.yaml": "image: { repository: ghcr.io/acme/cart, tag: v1 }\n",
    "charts/cart/values-staging.yaml": "image: { repository: ghcr.io/acme/cart, tag: v1 }\n",
  };
  const found = `no image of checkout in staging was found in ${path}`;

  test("is not shown as current", async () => {
    const said = await planned(files);

    expect(said).toMatch(new RegExp(`\\? +checkout +staging +\\? <- sha-1111111 +${found}`));
    expect(said).toContain("1 current, 1 imageless");
  });

  test("fails a promotion of it, and says what to do", async () => {
    const world = await given(files);

    const run = await promote(world, { app: "checkout", environment: "staging" });

    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain(found);
    expect(run.stdout).toContain("Write its tag there, and its repository too");
  });

  test("is told by a run over everything, which goes on", async () => {
    const world = await given(files);

    const run = await promote(world);

    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.stdout).toContain(`checkout -> staging: none; ${found}`);
    expect(run.stdout).toContain("cart -> staging: none; staging runs what dev runs");
  });
});

test("a pull request that changes the values below is judged in every environment", async () => {
  const world = await given({
    "charts/checkout/values.yaml": `image: { ${named.trim()} }\n`,
    "charts/checkout/values-dev.yaml": "image: { tag: sha-1111111 }\n",
    "charts/checkout/values-staging.yaml": "image: { tag: sha-1111111 }\n",
  });
  const alice = new Person(world, "alice");
  const text = "image: { repository: ghcr.io/evil/other }\n";
  await alice.commit({ branch: "other", path: "charts/checkout/values.yaml", text });
  await alice.openPull("other");

  const run = await promote(world);

  expect(run.stdout).toMatch(/#1, made by others: fail/);
});

test.each([
  ["the head", (_: string) => ({})],
  ["a revision", (revision: string) => ({ revision })],
])("what values in layers say at %s is verified", async (_, more) => {
  const files = {
    "charts/checkout/values.yaml": `image: { ${named.trim()} }\n`,
    "charts/checkout/values-dev.yaml": `image: { tag: sha-1111111, digest: "${digest}" }\n`,
  };
  await using world = await makeVerifyWorld(() => files);
  const revision = world.gitops.head();
  showDeployed(world, revision);

  const layout = "charts/{app}/values-{env}.yaml";
  const inputs = { ...clusterInputs(world.kubernetes), ...more(revision), layout };
  const run = await verifyCanary(world, inputs);

  expect(run.outputs, run.stdout).toMatchObject({ outcome: "pass", revision, images: image });
});
