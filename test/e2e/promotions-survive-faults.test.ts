import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Fault, LocalGitHub } from "../support/github/index.ts";
import { makeWorld, promote, verify, type World } from "../support/journey.ts";
import { Person } from "../support/person.ts";

const prod = "apps/checkout/overlays/prod/kustomization.yaml";
const policy = `version: 1
environments:
  staging: { delivery: commit }
  prod: { from: staging, gates: { approvals: { count: 1 } }, merge: auto, supersede: update }
`;
const inputs = { app: "checkout", environment: "prod", labels: "team-shop" };
let github: LocalGitHub;
let world: World;
let alice: Person;

beforeEach(async () => {
  github = await LocalGitHub.start();
  world = await makeWorld(github, {
    apps: ["checkout"],
    files: { ".gitops/promotion.yaml": policy },
  });
  alice = new Person(world, "alice");
});
afterEach(() => github[Symbol.asyncDispose]());

/** Has staging run a build that was found good there. */
async function inStaging(tag: string): Promise<void> {
  await alice.deploy("checkout", "staging", tag);
  await verify(world, { app: "checkout", environment: "staging", tag });
}

/** Each request by which our App writes goes wrong once. */
function everyWriteGoesWrong(fault: Fault): void {
  const operations = [
    "OpenPullRequest",
    "EquipPullRequest",
    "RedescribePullRequest",
    "WriteCommit",
    "MergePullRequest",
    "ClosePullRequest",
    "MoveBranches",
  ];
  for (const operation of operations) github.faults.add({ fault, when: { operation }, times: 1 });
  for (const path of [/\/statuses\//, /\/labels$/]) {
    github.faults.add({ fault, when: { method: "POST", path }, times: 1 });
  }
}

function labels(number: number): string[] {
  return [...(world.gitops.pulls[number - 1]?.labels ?? [])].map(({ name }) => name);
}

function rollups(oid: string): (string | undefined)[] {
  return (world.gitops.statuses.get(oid) ?? []).map(({ state }) => state);
}

const wrong: [string, Fault][] = [
  ["is lost on its way there", { kind: "drop", effect: "before" }],
  ["took effect and its answer is lost", { kind: "drop", effect: "after" }],
  [
    "is answered with 502 although it took effect",
    { kind: "status", status: 502, effect: "after" },
  ],
  ["has its answer cut off", { kind: "truncate", bytes: 20 }],
  ["makes what cannot be found by its id for a moment", { kind: "late-nodes", milliseconds: 300 }],
];

describe.each(wrong)("when every write %s", (_, fault) => {
  test("one pull request is opened, brought up to date and merged, nothing twice", async () => {
    await inStaging("v1");
    everyWriteGoesWrong(fault);

    const opened = await promote(world, inputs);
    const [pull] = world.gitops.pulls;
    expect([opened.exitCode, opened.outputs["pull-request-number"]]).toEqual([0, "1"]);
    expect(labels(1)).toEqual(expect.arrayContaining(["gitops-promotion", "team-shop"]));
    expect(rollups(pull?.headOid ?? "")[0]).toBe("pending");

    await inStaging("v2");
    github.faults.clear();
    everyWriteGoesWrong(fault);
    const updated = await promote(world, inputs);
    expect([updated.exitCode, updated.outputs["operation"]]).toEqual([0, "updated"]);
    expect(pull?.title).toBe("promote(checkout): prod <- v2");
    expect(await world.gitops.file(prod, pull?.head)).toContain("newTag: v2");

    await alice.approve(1);
    github.faults.clear();
    everyWriteGoesWrong(fault);
    const merged = await promote(world, inputs);
    expect([merged.exitCode, merged.outputs["operation"]]).toEqual([0, "merged"]);
    expect(world.gitops.pulls.map(({ state }) => state)).toEqual(["merged"]);
    expect(await world.gitops.file(prod)).toContain("newTag: v2");
  });
});
