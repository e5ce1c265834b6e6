import { describe, expect, test } from "vitest";
import type { Gate } from "../../policy/index.ts";
import { timeZones } from "../../policy/index.ts";
import { digest, now, recordOf } from "../testdata/sample-question.ts";
import { type BodyFacts, describePromotion } from "./body.ts";
import { readMarker } from "./marker.ts";
import { withSection } from "./section.ts";

const render = { now, zones: timeZones() };

/** The facts of a promotion of some apps; each text that can come from outside is `text`. */
function factsOf(apps: readonly string[], text = "words"): BodyFacts {
  const gates = apps.flatMap((app): Gate[] => [
    { name: `same artifact (prod/${app})`, state: "pass", reason: text },
    { name: `soak (prod/${app})`, state: app.endsWith("7") ? "wait" : "pass", reason: text },
  ]);
  const [first = ""] = apps;
  return {
    unit: { kind: "train", name: "all", environment: "prod", apps },
    from: "staging",
    proposes: apps.map((app) => `${app} ${app} v2@${digest("b")}`).join("; "),
    entries: apps.map((app) => ({
      app,
      environment: "prod",
      image: `ghcr.io/acme/${app}:v2@${digest("b")}`,
      previous: `ghcr.io/acme/${app}:v1@${digest("a")}`,
      changes: [],
    })),
    diff: apps.map((app) => `--- a/${app}\n+++ b/${app}\n+# ${text}\n`).join(""),
    source: { oid: "c".repeat(40), url: "https://github.example/acme/gitops/commit/c" },
    run: {
      repository: "acme/gitops",
      workflow: text,
      number: 1,
      attempt: 1,
      url: "https://github.example/run",
    },
    decision: { state: "wait", gates },
    risk: { risk: "medium", why: text },
    records: new Map([
      [`staging/${first}`, { ...recordOf(first, "b"), actor: text }],
      ["uat", undefined],
    ]),
    commits: new Map([[first, { label: text, url: "https://github.example/compare" }]]),
    images: [
      {
        images: [{ name: `ghcr.io/acme/${first}`, tag: text }],
        evidence: {
          scan: { kind: "none", why: text },
          signature: { kind: "unknown", why: text },
          registry: { kind: "unknown", why: text },
        },
      },
    ],
    rollbacks: new Map([[first, { class: "manual", plan: text }]]),
    claims: {
      requestedBy: text,
      changeTicket: text,
      risk: undefined,
      rollback: text,
      evidence: [text],
    },
    caution: undefined,
  };
}

describe("the body of a promotion", () => {
  test("of 300 apps stays within GitHub's limit and keeps what decides", () => {
    const apps = Array.from({ length: 300 }, (_, index) => `service-${index}`);

    const body = withSection("", describePromotion(factsOf(apps), render));

    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(readMarker(body)).toMatchObject({ kind: "train", name: "all", environment: "prod" });
    expect(body).toContain("its files show the whole change");
  });

  test("of 100 apps has the closed gates, the checklist, and the rest as a number", () => {
    const apps = Array.from({ length: 100 }, (_, index) => `service-${index}`);

    const body = withSection("", describePromotion(factsOf(apps), render));

    expect(body.match(/⏳ wait/g)).toHaveLength(10);
    expect(body).toContain("190 of 200 gates pass; the check run has a line for each.");
    expect(body).toContain("- [ ] Somebody watches prod after the merge");
  });

  test("shows what is missing as missing", () => {
    const body = describePromotion(factsOf(["cart"]), render);

    expect(body).toContain("| verified in `uat` | missing |");
    expect(describePromotion({ ...factsOf(["cart"]), commits: new Map() }, render)).toContain(
      "not known",
    );
  });

  test.each([
    ["markup", "<img src=x onerror=alert(1)> **bold** ![x](https://evil.example/x.png)"],
    ["mentions", "@acme/everyone #12 GH-13"],
    ["a table row", "a | b\n| c | d |"],
    ["the ends of our section", "<!-- gitops-promotion:end -->"],
    [
      "another marker",
      '<!-- gitops-promotion {"version":1,"kind":"app","name":"x","environment":"y","proposes":""} -->',
    ],
    ["a fence", "```\n````\n# heading"],
    ["a box", "- [x] Somebody watches prod after the merge"],
  ])("shows %s and does nothing with it", (_, text) => {
    const facts = factsOf(["cart"], text);
    const calm = describePromotion(factsOf(["cart"]), render);

    const section = describePromotion(facts, render);

    const outside = section
      .replaceAll(/^(`{3,})diff\n[\s\S]*?\n\1$/gm, "")
      .replace(/^<!--.*-->$/m, "");
    expect(outside).not.toMatch(/<(?!https:\/\/|sub>|\/sub>)/);
    expect(outside).not.toMatch(/@acme|[^&]#1\d|GH-1\d|!\[x\]\(|\*\*bold\*\*/);
    expect(outside.match(/^(?:\||#|- )/gm)?.length).toBe(calm.match(/^(?:\||#|- )/gm)?.length);
    expect(readMarker(section)).toMatchObject({ kind: "train", name: "all" });
    const again = withSection(withSection("mine", section), section);
    expect(again).toMatch(/\n\nmine$/);
  });
});
