import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../errors.ts";
import type { VerificationRecord } from "../../evidence/index.ts";
import {
  approval,
  digest,
  HEAD,
  now,
  overlay,
  overlayPath,
  policy,
  recordOf,
  sampleFiles,
  samplePull,
  sampleQuestion,
} from "../testdata/sample-question.ts";
import { claimsOf, makersOf } from "./claims.ts";
import { type Evidence, judgeChange, type ProposedChange } from "./judge-change.ts";
import type { Pull } from "./pull.ts";
import { touchesOf } from "./touch.ts";

const prod = overlayPath("checkout", "prod");
const EARLIER = "e".repeat(40);

interface Scene {
  readonly files?: ReadonlyMap<string, string>;
  readonly verified?: readonly VerificationRecord[];
  readonly pull?: Partial<Pull>;
  /** What the head holds where it differs from the base; undefined where a file is gone. */
  readonly head?: Readonly<Record<string, string | undefined>>;
  /** What the earlier commit held. */
  readonly earlier?: Readonly<Record<string, string>>;
  readonly unread?: ProposedChange["unread"];
  readonly image?: ReturnType<Evidence["image"]>;
}

const isGood = {
  scan: { kind: "none", why: "not asked" },
  signature: { kind: "unknown", why: "not asked" },
  registry: { kind: "unknown", why: "not asked" },
} as const;

function judge({ files = sampleFiles(), image = isGood, ...scene }: Scene = {}) {
  const head = scene.head ?? { [prod]: overlay("checkout", "b") };
  const question = sampleQuestion(files, scene);
  const paths = Object.keys(head);
  const pull = samplePull({ paths, ...scene.pull });
  const texts = new Map(files);
  for (const [path, text] of Object.entries(head)) {
    if (text === undefined) texts.delete(path);
    else texts.set(path, text);
  }
  const change: ProposedChange = {
    pull,
    makers: makersOf(pull),
    paths,
    touches: touchesOf(paths, { view: question.view, onlyApp: "gitops" }),
    texts,
    unread: scene.unread,
    claims: claimsOf(pull),
  };
  const evidence: Evidence = {
    textsAt: (oid) =>
      oid === EARLIER && scene.earlier ? new Map(Object.entries(scene.earlier)) : undefined,
    reportsOn: () => ({ known: false, why: "not read" }),
    teams: new Map(),
    promotions: () => ({ known: true, value: [] }),
    image: () => image,
  };
  return judgeChange(change, { question, evidence });
}

/** Every gate as `name state`. */
function gates(scene: Scene): string[] {
  return judge(scene).decision.gates.map(({ name, state }) => `${name} ${state}`);
}

function gate(scene: Scene, name: string) {
  return judge(scene).decision.gates.find((one) => one.name === name);
}

const approved = { pull: { reviews: [approval("alice")] } };

describe("a promotion", () => {
  test("that upstream runs, verified and approved, may enter", () => {
    expect(judge(approved)).toMatchObject({
      decision: { state: "pass" },
      risk: { risk: "medium" },
    });
    expect(gates(approved)).toEqual([
      "same artifact pass",
      "verified pass",
      "freeze pass",
      "lock pass",
      "hold pass",
      "risk pass",
      "approvals pass",
    ]);
  });

  test.each(["deploy-bot[bot]", "bob"])("by %s waits for a hold and for the lock", (author) => {
    const stop = "reason: bad\nowner: carol\nsince: 2026-01-01T00:00:00Z\n";
    const hold = `app: checkout\nenvironment: prod\n${stop}`;
    const lock = `${stop}until: 2027-01-01T00:00:00Z\n`;
    const pull = { ...approved.pull, author };
    const path = ".gitops/holds/prod/checkout.yaml";

    const held = { files: sampleFiles().set(path, hold), pull };
    const lifting = { ...held, head: { [prod]: overlay("checkout", "b"), [path]: undefined } };
    const locked = { files: sampleFiles().set(".gitops/lock.yaml", lock), pull };

    expect(gate(held, "hold")).toMatchObject({ state: "wait", reason: "bad (carol)" });
    expect(gate(lifting, "hold")).toMatchObject({ state: "wait" });
    expect(gate(locked, "lock")).toMatchObject({ state: "wait", reason: "bad (carol)" });
  });

  test.each<[string, Scene, string]>([
    ["nobody approved it", {}, "approvals wait"],
    [
      "its maker approved it",
      { pull: { author: "alice", reviews: [approval("alice")] } },
      "approvals wait",
    ],
    ["it is not verified", { ...approved, verified: [] }, "verified wait"],
    [
      "another image was verified",
      { ...approved, verified: [recordOf("checkout", "c")] },
      "verified wait",
    ],
    [
      "it was found bad",
      { ...approved, verified: [{ ...recordOf("checkout", "b"), outcome: "fail" }] },
      "verified fail",
    ],
    [
      "somebody else says that it is good",
      { ...approved, verified: [{ ...recordOf("checkout", "b"), actor: "mallory" }] },
      "verified wait",
    ],
    [
      "upstream runs something else",
      { ...approved, head: { [prod]: overlay("checkout", "c") } },
      "same artifact fail",
    ],
    ["its manifest is broken", { ...approved, head: { [prod]: "images: [\n" } }, "manifest fail"],
    [
      "not all of it could be read",
      { ...approved, unread: { why: "too many", remedy: "split" } },
      "files wait",
    ],
    [
      "it has more commits than were read",
      { pull: { reviews: [approval("alice")], commitsCut: true } },
      "approvals wait",
    ],
  ])("is kept out: %s", (_, scene, expected) => {
    expect(judge(scene).decision.state).not.toBe("pass");
    expect(gates(scene)).toContain(expected);
  });

  test("the risk that was said can only raise what was found", () => {
    const said = (risk: string): Scene => ({
      pull: {
        commits: [
          {
            oid: "c",
            message: `x\n\nGitOps-Risk: ${risk}`,
            vouchedAuthor: "b",
            claimedAuthor: undefined,
          },
        ],
      },
    });

    expect(judge(said("high")).risk).toEqual({ risk: "high", why: "said so" });
    expect(judge(said("low")).risk).toEqual({ risk: "medium", why: "another image" });
  });

  test("taking an app away moves no image, and asks what every change is asked", () => {
    expect(gates({ ...approved, head: { [prod]: undefined } })).toEqual([
      "freeze pass",
      "lock pass",
      "hold pass",
      "risk pass",
      "approvals pass",
    ]);
  });

  test("a change of two apps names each gate with its own", () => {
    const files = sampleFiles()
      .set(overlayPath("cart", "staging"), overlay("cart", "a"))
      .set(overlayPath("cart", "prod"), overlay("cart", "a"));
    const head = {
      [prod]: overlay("checkout", "b"),
      [overlayPath("cart", "prod")]: overlay("cart", "a", "# x\n"),
    };

    const found = gates({ ...approved, files, head });

    expect(found).toContain("same artifact (prod/checkout) pass");
    expect(found).not.toContain("same artifact (prod/cart) pass");
    expect(found).toContain("approvals (prod/cart) pass");
  });
});

describe("an approval of an earlier commit", () => {
  const reviews = [approval("alice", EARLIER)];
  const moved = overlay("checkout", "b");
  const base = `${overlay("checkout", "a")}# new on the base\n`;

  test.each<[string, Scene, string]>([
    ["holds while the text is the same", { earlier: { [prod]: moved } }, "pass"],
    [
      "holds after a merge of the base that changed the same file",
      {
        files: sampleFiles().set(prod, base),
        head: { [prod]: `${moved}# new on the base\n` },
        earlier: { [prod]: moved },
      },
      "pass",
    ],
    ["ends with another image", { earlier: { [prod]: overlay("checkout", "c") } }, "wait"],
    [
      "ends with another line in the same file",
      { head: { [prod]: `${moved}replicas: 0\n` }, earlier: { [prod]: moved } },
      "wait",
    ],
    [
      "ends with another file",
      {
        head: { [prod]: moved, "apps/checkout/overlays/prod/patch.yaml": "a: 1\n" },
        earlier: { [prod]: moved },
      },
      "wait",
    ],
    [
      "ends with another text beside it",
      {
        head: { [prod]: moved, "apps/checkout/overlays/prod/patch.yaml": "a: 1\n" },
        earlier: { [prod]: moved, "apps/checkout/overlays/prod/patch.yaml": "a: 2\n" },
      },
      "wait",
    ],
    [
      "does not count where a file was not read",
      {
        head: { [prod]: moved, "apps/checkout/overlays/prod/settings.env": undefined },
        earlier: { [prod]: moved },
      },
      "wait",
    ],
    ["does not count where the commit is gone", {}, "wait"],
  ])("%s", (_, scene, state) => {
    expect(gate({ ...scene, pull: { reviews } }, "approvals")).toMatchObject({ state });
  });
});

describe("a change of values in layers", () => {
  const below = "charts/checkout/values.yaml";
  const own = "charts/checkout/values-prod.yaml";
  const values = (letter: string, more = "") =>
    `image:\n  tag: v-${letter}\n  digest: ${digest(letter)}\n${more}`;
  const files = new Map([
    [".gitops/promotion.yaml", policy],
    [below, "image:\n  repository: ghcr.io/acme/checkout\n"],
    ["charts/checkout/values-staging.yaml", values("b")],
    [own, values("a")],
  ]);

  test("is a promotion, with the repository of the base branch", () => {
    const scene = { ...approved, files, head: { [own]: values("b") } };

    expect(gates(scene)).toContain("same artifact pass");
    expect(judge(scene).decision.state).toBe("pass");
  });

  test("that upstream does not run is refused", () => {
    expect(gates({ files, head: { [own]: values("c") } })).toContain("same artifact fail");
  });

  test("takes the repository from the change itself, and enters every environment", () => {
    const head = { [below]: "image:\n  repository: ghcr.io/evil/checkout\n" };

    expect(gates({ ...approved, files, head })).toContain("same artifact (prod/checkout) fail");
  });

  test("keeps an approval over a merge of the base", () => {
    const onBase = new Map(files).set(own, values("a", "replicas: 2\n"));
    const scene: Scene = {
      files: onBase,
      head: { [own]: values("b", "replicas: 2\n") },
      earlier: { [own]: values("b") },
      pull: { reviews: [approval("alice", EARLIER)] },
    };

    expect(gate(scene, "approvals")).toMatchObject({ state: "pass" });
    const other = { ...scene, earlier: { [own]: values("c") } };
    expect(gate(other, "approvals")).toMatchObject({ state: "wait" });
  });
});

describe("a change of the policy", () => {
  const path = ".gitops/promotion.yaml";
  const relaxed = "version: 1\nenvironments: { staging: {}, prod: { from: staging } }\n";

  test("is judged by the policy of the base, as a change of high risk", () => {
    const scene: Scene = { head: { [path]: relaxed } };

    expect(judge(scene).risk.risk).toBe("high");
    expect(gates(scene)).toEqual(["risk (policy) pass", "approvals (policy) wait"]);
    expect(gates({ ...scene, ...approved })).toContain("approvals (policy) pass");
  });

  test("cannot open its own gates by coming with the image", () => {
    const head = { [path]: relaxed, [prod]: overlay("checkout", "b") };

    expect(judge({ head }).decision.state).toBe("wait");
    expect(gates({ head })).toContain("approvals (policy) wait");
    expect(gates({ head })).toContain("approvals wait");
  });

  test.each(["AppProject", "AnalysisTemplate", "ClusterRole"])("is one of a %s, too", (kind) => {
    expect(judge({ head: { "argocd/x.yaml": `kind: ${kind}\n` } }).risk.risk).toBe("high");
  });
});

describe("a hotfix", () => {
  const hotfix = `app: checkout\nenvironment: prod\nimage: ghcr.io/acme/checkout:v-f@${digest("f")}\nreason: outage\nowner: carol\nsince: 2026-11-21T11:00:00Z\nuntil: 2026-11-21T14:00:00Z\n`;
  const files = sampleFiles().set(".gitops/hotfixes/prod/checkout.yaml", hotfix);
  const head = { [prod]: overlay("checkout", "f") };

  test("on record enters although upstream does not run it, and only until it ends", () => {
    const { decision } = judge({ files, head, ...approved });

    expect(decision).toMatchObject({ state: "pass", validUntil: new Date("2026-11-21T14:00:00Z") });
  });

  test("that a pull request brings itself does not", () => {
    const own = { ...head, ".gitops/hotfixes/prod/checkout.yaml": hotfix };

    expect(gates({ head: own, ...approved })).toContain("same artifact fail");
  });
});

describe("whatever the world looks like", () => {
  const strict = policy.replace(
    "verified: {},",
    "verified: { soak: 2h, level: observed }, registry: true, rollback: true, checks: { contexts: [ci] },",
  );
  const good = new Map([
    ["ci", { state: "success", actor: "deploy-bot[bot]", description: "" }],
  ] as const);
  const record = recordOf("checkout", "b");
  const there = { ...isGood, registry: { kind: "exists", why: "" } } as const;
  const rollback = `${strict}apps: { checkout: { rollback: { class: automatic } } }\n`;
  const files = sampleFiles().set(".gitops/promotion.yaml", rollback);
  const perfect: Scene = {
    files,
    image: there,
    pull: { reviews: [approval("alice")], reports: good },
  };

  test("with everything there it may enter", () => {
    expect(judge(perfect).decision).toMatchObject({ state: "pass" });
  });

  /** One thing that is missing, stale, or bad. */
  const flaw: fc.Arbitrary<Scene> = fc.oneof(
    fc
      .constantFrom<VerificationRecord | undefined>(
        undefined,
        { ...record, outcome: "fail" },
        { ...record, outcome: "unknown" },
        { ...record, level: "declared" },
        { ...record, actor: "github-actions[bot]" },
        { ...record, since: new Date(now.getTime() - 60_000) },
        { ...record, at: record.since },
        recordOf("checkout", "a"),
        { ...record, images: [] },
      )
      .map((one): Scene => ({ verified: one === undefined ? [] : [one] })),
    fc
      .constantFrom<ReturnType<Evidence["image"]>>(
        { ...there, registry: { kind: "unknown", why: "no access" } },
        { ...there, registry: { kind: "missing", why: "gone" } },
      )
      .map((image): Scene => ({ image })),
    fc
      .constantFrom<Partial<Pull>>(
        { reviews: [] },
        { reviews: [{ ...approval("alice"), isBot: true }] },
        { reviews: [{ ...approval("alice"), oid: undefined }] },
        { reviews: [approval("alice"), { ...approval("bob"), state: "changes-requested" }] },
        { reports: new Map() },
        {
          reports: new Map([
            ["ci", { state: "pending", actor: "deploy-bot[bot]", description: "" }],
          ]),
        },
        { reports: new Map([["ci", { state: "success", actor: "mallory", description: "" }]]) },
        { commitsCut: true },
      )
      .map((pull): Scene => ({ pull: { ...perfect.pull, ...pull } })),
    fc.constantFrom<Scene>(
      { head: { [prod]: overlay("checkout", "c") } },
      { head: { [prod]: overlay("checkout", "b").replace(/ {2}digest.*\n/, "") } },
      { unread: { why: "gone", remedy: "push" } },
    ),
    fc
      .constantFrom(
        [
          ".gitops/lock.yaml",
          "reason: incident\nowner: carol\nsince: 2026-11-21T00:00:00Z\nuntil: 2026-11-22T00:00:00Z\n",
        ],
        [
          ".gitops/holds/prod/checkout.yaml",
          "app: checkout\nenvironment: prod\nreason: bad\nowner: carol\nsince: 2026-11-21T00:00:00Z\n",
        ],
        [".gitops/promotion.yaml", rollback.replace(/apps: .*\n/, "")],
        [
          ".gitops/promotion.yaml",
          `${rollback}freezes: [{ from: 2026-11-01T00:00:00Z, until: 2026-12-01T00:00:00Z, reason: peak }]\n`,
        ],
      )
      .map(([path = "", text = ""]): Scene => ({ files: new Map(files).set(path, text) })),
  );

  /** A policy that nothing could fulfil is refused when it is read. */
  function answer(scene: Scene): string {
    try {
      return judge(scene).decision.state;
    } catch (error) {
      if (error instanceof UserError) return error.code;
      throw error;
    }
  }

  test("any one flaw keeps it out, and no further flaw lets it in again", () => {
    fc.assert(
      fc.property(fc.array(flaw, { minLength: 1, maxLength: 4 }), (flaws) => {
        const scene: Scene = Object.assign({}, perfect, ...flaws);

        expect(answer(scene)).not.toBe("pass");
      }),
      { numRuns: 150 },
    );
  });
});

test("an approval of the head is of this", () => {
  expect(gate({ pull: { reviews: [approval("alice", HEAD)] } }, "approvals")).toMatchObject({
    state: "pass",
  });
});
