import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCommitMessage } from "../evidence/index.ts";
import { parseImageReference } from "../image/index.ts";
import { type BatchView, planBatch, type SeenCommit } from "./batch.ts";
import { type Intent, writeIntent } from "./intent.ts";
import { INTENT_LIFE_MS, intentName } from "./names.ts";
import { type IntentRef, type Pending, triage } from "./pending.ts";

const shared = "overlays/dev/kustomization.yaml";
const images = (tags: Record<string, string>): string =>
  `images:\n${Object.entries(tags)
    .map(([app, tag]) => `- name: r.example/${app}\n  newTag: ${tag}\n`)
    .join("")}`;
const before = images({ a: "v1", b: "v1", c: "v1" });

function pending(
  app: string,
  oid: string,
  said: Partial<Intent> & { runNumber?: number } = {},
): Pending {
  const { runNumber = 1, ...rest } = said;
  const workflow = `acme/${app}/.github/workflows/ci.yml`;
  return {
    name: intentName("main", { at: 5_000, oid }),
    oid,
    at: 5_000,
    parent: { oid: "base", at: 1_000 },
    intent: {
      branch: "main",
      environment: "dev",
      targets: [{ app, image: parseImageReference(`r.example/${app}:${oid}`) }],
      layout: "overlays/{env}",
      configPath: ".gitops/promotion.yaml",
      paths: [shared],
      allowOlder: false,
      message: undefined,
      run: { repository: `acme/${app}`, workflow, number: runNumber, attempt: 1, url: "https://x" },
      ...rest,
    },
  };
}

const base: SeenCommit = { oid: "base", url: "", recorded: [] };

function view(text = before, more: Partial<BatchView> & { config?: string } = {}): BatchView {
  const { config, ...rest } = more;
  const files: [string, string][] = [[shared, text]];
  if (config !== undefined) files.push([".gitops/promotion.yaml", config]);
  return { commits: [base], texts: new Map(files), ...rest };
}

/** A commit in which our own actor recorded a run of `a`. */
function wrote(number: number, intent?: string): SeenCommit {
  const workflow = "acme/a/.github/workflows/ci.yml";
  const entry = {
    app: "a",
    environment: "dev",
    image: "x:y",
    run: { workflow, number, attempt: 1 },
  };
  return { oid: `c${number}`, url: "", recorded: [{ ...entry, intent }] };
}

const oids = (all: readonly { oid: string }[]): string[] => all.map(({ oid }) => oid);

describe("planBatch", () => {
  test("one file, three apps: one text with all three, a section and trailers for each", () => {
    const batch = planBatch([pending("a", "v2"), pending("b", "v3"), pending("c", "v4")], view());

    expect(batch.files).toEqual([{ path: shared, text: images({ a: "v2", b: "v3", c: "v4" }) }]);
    expect(batch.message.headline).toBe("deploy: dev <- 3 apps (a, b, c)");
    const recorded = readCommitMessage(`${batch.message.headline}\n\n${batch.message.body}`);
    expect(recorded.map(({ app, image, intent }) => [app, image, intent])).toEqual([
      ["a", "r.example/a:v2", "v2"],
      ["b", "r.example/b:v3", "v3"],
      ["c", "r.example/c:v4", "v4"],
    ]);
  });

  test("an intent alone keeps its own subject; together each stands above its words", () => {
    const message = "ship {app} {tag}";
    const alone = planBatch([pending("a", "v2", { message })], view()).message;
    const both = planBatch([pending("a", "v2", { message }), pending("b", "v3")], view()).message;

    expect(alone.headline).toBe("ship a v2");
    expect(both.body).toMatch(/^ship a v2\n\na in dev\n/);
  });

  const config = (delivery: string): string =>
    `version: 1\nenvironments:\n  dev: { delivery: ${delivery} }\n`;
  test.each<[string, Pending, BatchView, RegExp]>([
    [
      "carried before",
      pending("a", "v2"),
      view(before, { commits: [wrote(1, "v2"), base] }),
      /carries it already/,
    ],
    [
      "decided on a commit that is gone",
      pending("a", "v2"),
      view(before, { commits: [] }),
      /rewritten/,
    ],
    [
      "the policy wants pull requests",
      pending("a", "v2"),
      view(before, { config: config("pull-request") }),
      /wants pull requests/,
    ],
    ["the policy is broken", pending("a", "v2"), view(before, { config: "version: 9" }), /version/],
    [
      "the policy does not know the environment",
      pending("a", "v2", { environment: "prod" }),
      view(before, { config: config("commit") }),
      /not in/,
    ],
    [
      "a newer run has written",
      pending("a", "v2"),
      view(before, { commits: [wrote(2), base] }),
      /newer run/,
    ],
    ["it is there already", pending("a", "v1"), view(), /already/],
    [
      "no file is where it says",
      pending("a", "v2", { paths: [] }),
      view(before, { texts: new Map() }),
      /app "a"/,
    ],
    [
      "something else stands there",
      pending("a", "v2", { expectedCurrent: "v0" }),
      view(),
      /expected-current/,
    ],
  ])("drops an intent when %s, and takes the others", (_, bad, seen, why) => {
    const batch = planBatch([bad, pending("b", "v3")], seen);

    expect(batch.dropped.map(({ pending: { oid }, why: said }) => [oid, said])).toContainEqual([
      bad.oid,
      expect.stringMatching(why),
    ]);
    expect(oids(batch.carried)).not.toContain(bad.oid);
  });

  test("allowOlder lands although a newer run has written", () => {
    const batch = planBatch(
      [pending("a", "v2", { allowOlder: true })],
      view(before, { commits: [wrote(2), base] }),
    );

    expect(oids(batch.carried)).toEqual(["v2"]);
  });

  test("of two runs for one app the newer goes first, and the older is dropped after it", () => {
    const older = pending("a", "v2", { runNumber: 4 });
    const newer = pending("a", "v3", { runNumber: 5 });
    const first = planBatch([older, newer], view());
    const second = planBatch(
      [older],
      view(images({ a: "v3", b: "v1", c: "v1" }), { commits: [wrote(5), base] }),
    );

    expect([oids(first.carried), first.dropped]).toEqual([["v3"], []]);
    expect(second.dropped).toMatchObject([{ why: expect.stringMatching(/newer run/) }]);
  });

  test("of two workflows for one app the older intent goes first, the other waits", () => {
    const run = { repository: "acme/x", workflow: "nightly", number: 1, attempt: 1, url: "" };
    const batch = planBatch([pending("a", "v2"), pending("a", "v3", { run })], view());

    expect([oids(batch.carried), batch.dropped]).toEqual([["v2"], []]);
  });

  test("what does not fit into one commit waits for the next", () => {
    const big = `${before}# ${"x".repeat(1_200_000)}\n`;
    const files: [string, string][] = ["a", "b"].map((app) => [
      `${app}/dev/kustomization.yaml`,
      big,
    ]);
    const at = (app: string, oid: string): Pending =>
      pending(app, oid, { layout: `${app}/{env}`, paths: [`${app}/dev/kustomization.yaml`] });
    const batch = planBatch([at("a", "v2"), at("b", "v3")], {
      commits: [base],
      texts: new Map(files),
    });

    expect([oids(batch.carried), batch.dropped]).toEqual([["v2"], []]);
  });
});

describe("triage", () => {
  const now = 1_000_000_000_000;
  const oid = "1".repeat(40);
  const good: IntentRef = {
    name: intentName("main", { at: now, oid }),
    oid,
    commit: {
      message: writeIntent(pending("a", "v2").intent),
      vouchedAuthor: "bot",
      at: now,
      parent: { oid: "base", at: 0 },
    },
  };
  const ref = (change: Partial<NonNullable<IntentRef["commit"]>>, name = good.name): IntentRef => ({
    ...good,
    name,
    commit: good.commit && { ...good.commit, ...change },
  });
  const who = { branch: "main", actor: "bot", now };

  test("takes what its own actor made a moment ago", () => {
    expect(triage([good], who)).toMatchObject({ pending: [{ oid }], expired: [], ignored: [] });
  });

  test.each<[string, IntentRef, RegExp]>([
    ["unverified", ref({ vouchedAuthor: undefined }), /vouch/],
    ["made by a person", ref({ vouchedAuthor: "mallory" }), /mallory made it, not bot/],
    ["made by another App", ref({ vouchedAuthor: "other[bot]" }), /other\[bot\]/],
    ["no commit", { ...good, commit: undefined }, /no commit/],
    ["under another name", ref({}, "refs/gitops/intents/main/x"), /name/],
    ["dated otherwise than its name says", ref({ at: now + 5_000 }), /name/],
  ])("ignores one that is %s", (_, other, why) => {
    expect(triage([other], who)).toMatchObject({
      pending: [],
      expired: [],
      ignored: [{ why: expect.stringMatching(why) }],
    });
  });

  test.each<[string, IntentRef, RegExp]>([
    [
      "for another branch",
      ref({ message: writeIntent({ ...pending("a", "v2").intent, branch: "x" }) }),
      /branch "x"/,
    ],
    ["malformed", ref({ message: "gitops intent 1\n\n{}" }), /no image/],
    ["without a parent", ref({ parent: undefined }), /parent/],
  ])("ignores one that is %s", (_, other, why) => {
    expect(triage([other], who).ignored).toMatchObject([{ why: expect.stringMatching(why) }]);
  });

  test("one that is too old is left to be deleted", () => {
    const later = { ...who, now: now + INTENT_LIFE_MS + 1 };

    expect(triage([good], later)).toMatchObject({ pending: [], expired: [{ oid }] });
  });

  test("one from a clock that is ahead counts: GitHub's is the only one", () => {
    expect(triage([good], { ...who, now: now - 60_000 }).pending).toHaveLength(1);
  });
});

test("together or one after the other, the same comes of it", () => {
  const apps = ["a", "b", "c", "d", "e"];
  const text = images(Object.fromEntries(apps.map((app) => [app, "v1"])));
  const wanted = fc.uniqueArray(
    fc.record({
      app: fc.constantFrom(...apps, "missing"),
      tag: fc.constantFrom("v1", "v2", "v3"),
      runNumber: fc.integer({ min: 1, max: 3 }),
      allowOlder: fc.boolean(),
      at: fc.integer({ min: 5_000, max: 5_003 }),
    }),
    { selector: (one) => JSON.stringify(one), minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(wanted, fc.constantFrom([base], [wrote(2), base]), (asked, commits) => {
      const intents = asked.map(({ app, tag, at, ...said }, index) => {
        const targets = [{ app, image: parseImageReference(`r.example/${app}:${tag}`) }];
        return { ...pending(app, `oid${index}`, { ...said, targets }), at };
      });
      // What has to stand there before keeps an intent from being joined with others, and holds.
      const apart = intents.map((one) => ({
        ...one,
        intent: { ...one.intent, expectedCurrent: "v1" },
      }));

      const [together, inTurn] = [intents, apart].map((some) => {
        const { message, files, carried, dropped } = planBatch(some, view(text, { commits }));
        const oids = dropped.map(({ pending: { oid }, why }) => [oid, why]);
        return { message, files, carried: carried.map(({ oid }) => oid), dropped: oids };
      });

      expect(together).toEqual(inTurn);
    }),
  );
});
