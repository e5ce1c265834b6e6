import { describe, expect, test } from "vitest";
import { planMove } from "./move.ts";
import { findCandidate } from "./plan.ts";
import {
  digest,
  now,
  overlay,
  overlayPath,
  policy,
  sampleFiles,
  sampleQuestion,
} from "./testdata/sample-question.ts";
import { surveyRepository } from "./view.ts";

function move(files: ReadonlyMap<string, string>) {
  const { view } = sampleQuestion(files);
  const prod = view.config.environments.get("prod");
  if (prod === undefined) throw new Error("no prod");
  return planMove([findCandidate("checkout", prod, view)], { config: view.config, texts: files });
}

describe("planMove", () => {
  test("copies tag and digest and nothing else", () => {
    const { edit, entries } = move(sampleFiles());

    expect(edit.files).toEqual([
      { path: overlayPath("checkout", "prod"), text: overlay("checkout", "b") },
    ]);
    expect(entries).toMatchObject([
      {
        app: "checkout",
        environment: "prod",
        image: `ghcr.io/acme/checkout:v-b@${digest("b")}`,
        previous: `ghcr.io/acme/checkout:v-a@${digest("a")}`,
      },
    ]);
  });

  test("keeps the target's own registry", () => {
    const files = sampleFiles().set(
      overlayPath("checkout", "prod"),
      overlay("checkout", "a").replace("newTag", "newName: eu.example/prod/checkout\n  newTag"),
    );

    const [entry] = move(files).entries;

    expect(entry?.image).toBe(`eu.example/prod/checkout:v-b@${digest("b")}`);
  });

  test("takes the values along that are declared promotable", () => {
    const declared = policy.replace(
      "from: staging,",
      "from: staging, promotable: [{ file: settings.yaml, path: level }],",
    );
    const files = sampleFiles()
      .set(".gitops/promotion.yaml", declared)
      .set("apps/checkout/overlays/staging/settings.yaml", "level: debug # ours\nother: 1\n")
      .set("apps/checkout/overlays/prod/settings.yaml", "level: warn # theirs\nother: 2\n");

    const { paths } = surveyRepository([...files.keys()], declared, { onlyApp: "gitops", now });
    const read = [".gitops/promotion.yaml", ...paths].map(
      (path) => [path, files.get(path) ?? ""] as const,
    );
    const { edit } = move(new Map(read));

    expect(edit.files).toContainEqual({
      path: "apps/checkout/overlays/prod/settings.yaml",
      text: "level: debug # theirs\nother: 2\n",
    });
    expect(edit.files).toHaveLength(2);
  });

  test("an environment without the promotable file has nothing to copy", () => {
    const declared = policy.replace(
      "from: staging,",
      "from: staging, promotable: [{ file: settings.yaml, path: level }],",
    );

    expect(move(sampleFiles().set(".gitops/promotion.yaml", declared)).edit.files).toHaveLength(1);
  });

  test("what runs there already is no edit", () => {
    const files = sampleFiles().set(overlayPath("checkout", "prod"), overlay("checkout", "b"));

    expect(move(files)).toEqual({ entries: [], edit: { files: [], changes: [], diff: "" } });
  });
});
