import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { VerificationRecord } from "../evidence/index.ts";
import type { Known } from "./known.ts";
import { type PlanEntry, planRepository } from "./plan.ts";
import {
  digestOf,
  hours,
  now,
  overlay,
  repository,
  verified,
  viewOf,
} from "./testdata/repository.ts";

const CONFIG = ".gitops/promotion.yaml";
const chain = `version: 1
environments:
  dev: {}
  staging: { from: dev, gates: { verified: { soak: 1h } } }
  prod: { from: staging }
`;

interface Given {
  readonly config?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly records?: Known<ReadonlyMap<string, VerificationRecord>>;
}

function plan(
  tags: Readonly<Record<string, string>>,
  { config = chain, files = {}, records }: Given = {},
) {
  return planRepository(viewOf(repository(tags, { [CONFIG]: config, ...files }), records), now);
}

/** `staging/cart ready v1 <- v2` */
function line({ app, environment, state, running, candidate }: PlanEntry): string {
  const [from, to] = [running, candidate].map((images) => images.map(({ tag }) => tag).join(","));
  return `${environment}/${app} ${state}${state === "current" ? "" : ` ${from} <- ${to}`}`;
}

describe("planRepository", () => {
  const tags = { "dev/cart": "v3", "staging/cart": "v2", "prod/cart": "v1" };

  test("nothing is verified: everything waits", () => {
    expect(plan(tags).map(line)).toEqual([
      "staging/cart waiting v2 <- v3",
      "prod/cart waiting v1 <- v2",
    ]);
  });

  test("what is verified and soaked may move, each environment by itself", () => {
    const records = verified({ "dev/cart": "v3", "staging/cart": "v2" });

    expect(plan(tags, { records }).map(line)).toEqual([
      "staging/cart ready v2 <- v3",
      "prod/cart ready v1 <- v2",
    ]);
  });

  test("a verification of what upstream ran before opens nothing", () => {
    const records = verified({ "dev/cart": "v2" });

    expect(plan(tags, { records }).map(line)[0]).toBe("staging/cart waiting v2 <- v3");
  });

  test("an image found bad is blocked, and says so", () => {
    const [entry] = plan(tags, { records: verified({ "dev/cart": "v3" }, { outcome: "fail" }) });

    expect(entry).toMatchObject({ state: "blocked" });
    expect(entry?.decision?.gates.find(({ state }) => state === "fail")?.reason).toBe(
      "v3 was found bad in dev",
    );
  });

  test("a soak that runs says until when", () => {
    const records = verified({ "dev/cart": "v3" }, { since: hours(-0.5), at: hours(-0.1) });

    expect(plan(tags, { records })[0]?.decision).toMatchObject({
      state: "wait",
      changesAt: hours(0.5),
    });
  });

  test("what upstream runs already is current, whatever is recorded", () => {
    expect(plan({ "dev/cart": "v1", "staging/cart": "v1" }).map(line)).toEqual([
      "staging/cart current",
    ]);
  });

  test("an older image upstream moves down, as a rollback does", () => {
    const records = verified({ "dev/cart": "v1" });

    expect(plan({ "dev/cart": "v1", "staging/cart": "v2" }, { records }).map(line)).toEqual([
      "staging/cart ready v2 <- v1",
    ]);
  });

  test("an app that is in no upstream environment says so", () => {
    const [entry] = plan({ "dev/cart": "v1", "staging/search": "v1" });

    expect(entry).toMatchObject({ app: "search", state: "unreadable" });
    expect(entry?.fault).toContain("in none of the environments");
  });

  test("an upstream file that cannot be read leaves its app alone unreadable", () => {
    const files = { "apps/cart/overlays/dev/kustomization.yaml": "images: [\n" };
    const entries = plan({ ...tags, "dev/web": "v1", "staging/web": "v1" }, { files });

    expect(entries.map(line)).toEqual([
      "staging/cart unreadable  <- ",
      "staging/web current",
      "prod/cart waiting v1 <- v2",
    ]);
    expect(entries[0]?.fault).toContain("apps/cart/overlays/dev/kustomization.yaml:2");
  });

  test("an image upstream does not have never moves", () => {
    const sidecar = `${overlay("cart", "v2")}- name: proxy\n  newTag: v9\n`;
    const files = { "apps/cart/overlays/staging/kustomization.yaml": sidecar };
    const [entry] = plan(tags, { files });

    expect(entry?.candidate).toEqual([
      { name: "ghcr.io/acme/cart", tag: "v3", digest: digestOf("v3") },
    ]);
  });

  test("a hold, a lock and a freeze keep what is ready waiting, each where it is for", () => {
    const records = verified({ "dev/cart": "v3", "dev/web": "v3", "staging/cart": "v2" });
    const apps = { ...tags, "dev/web": "v3", "staging/web": "v2" };
    const file = (fields: string) =>
      `reason: x\nowner: ann\nsince: 2026-11-21T11:00:00Z\n${fields}`;
    const stops = {
      ".gitops/holds/staging/cart.yaml": file("app: cart\nenvironment: staging\n"),
      ".gitops/lock.yaml": file("until: 2026-11-21T13:00:00Z\nenvironments: [prod]\n"),
    };

    expect(plan(apps, { records, files: stops }).map(line)).toEqual([
      "staging/cart waiting v2 <- v3",
      "staging/web ready v2 <- v3",
      "prod/cart waiting v1 <- v2",
    ]);
  });
});

describe("availability from several upstream environments", () => {
  const config = (mode: string) => `version: 1
environments:
  eu: {}
  us: {}
  prod: { from: { ${mode}: [eu, us] } }
`;
  const tags = { "eu/cart": "v2", "us/cart": "v3", "prod/cart": "v1" };

  test("any: the one that is verified with what it runs", () => {
    const entries = plan(tags, { config: config("any"), records: verified({ "us/cart": "v3" }) });

    expect(entries.map(line)).toEqual(["prod/cart ready v1 <- v3"]);
    expect(entries[0]?.from).toBe("us");
  });

  test("any: the first of them while none is verified", () => {
    expect(plan(tags, { config: config("any") }).map(line)).toEqual(["prod/cart waiting v1 <- v2"]);
  });

  test("all: one of them alone is not enough", () => {
    const same = { ...tags, "us/cart": "v2" };
    const one = verified({ "eu/cart": "v2" });
    const both = verified({ "eu/cart": "v2", "us/cart": "v2" });

    expect(plan(same, { config: config("all"), records: one }).map(line)).toEqual([
      "prod/cart waiting v1 <- v2",
    ]);
    expect(plan(same, { config: config("all"), records: both }).map(line)).toEqual([
      "prod/cart ready v1 <- v2",
    ]);
  });
});

/** There is no cache to delete: a plan is a function of the branch's files and of the records on GitHub. */
describe("answers rest on the branch and on records alone", () => {
  const tags = {
    "dev/cart": "v3",
    "staging/cart": "v2",
    "prod/cart": "v1",
    "dev/web": "v1",
    "staging/web": "v1",
  };
  const records = verified({ "dev/cart": "v3" });
  const answers = plan(tags, { records });

  test("files in whatever order, and files of no concern, change nothing", () => {
    const texts = [...repository(tags, { [CONFIG]: chain })];
    const strange = fc.record({
      ".gitops/cache.json": fc.json(),
      ".gitops/index/dev.json": fc.constant('{"cart":{"outcome":"pass","images":["v9"]}}'),
      "CHANGELOG.md": fc.constant("Promoted-To: prod\nVerified-In: staging\n"),
      "apps/cart/overlays/staging/.marker": fc.constant("<!-- gitops-actions:promotion v9 -->"),
    });
    fc.assert(
      fc.property(
        fc.shuffledSubarray(texts, { minLength: texts.length }),
        strange,
        (files, more) => {
          const view = viewOf(new Map([...files, ...Object.entries(more)]), records);

          expect(planRepository(view, now)).toEqual(answers);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("asked again they are the same, whoever asked before", () => {
    const view = viewOf(repository(tags, { [CONFIG]: chain }), records);

    expect([planRepository(view, now), planRepository(view, now)]).toEqual([answers, answers]);
  });

  test("without the records nothing is verified any more", () => {
    expect(plan(tags).map(({ state }) => state)).not.toContain("ready");
    expect(
      plan(tags, { records: { known: false, why: "not asked" } }).map(({ state }) => state),
    ).not.toContain("ready");
  });
});
