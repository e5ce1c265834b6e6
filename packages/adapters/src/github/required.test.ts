import { expect, test } from "vitest";
import type { Client } from "./client.ts";
import { requiredStatus } from "./required.ts";

interface Scene {
  /** Status checks of the rulesets. */
  readonly rules?: readonly { readonly context: string; readonly integration_id?: number | null }[];
  /** Status checks of the branch protection; undefined where the token may not see it. */
  readonly protection?: readonly {
    readonly context: string;
    readonly app: { readonly slug: string } | null;
  }[];
}

function github({ rules = [], protection }: Scene): Client {
  const branchProtectionRule =
    protection === undefined ? null : { requiredStatusChecks: protection };
  return {
    requests: 0,
    rest: async <T>() =>
      [
        { type: "deletion" },
        { type: "required_status_checks", parameters: { required_status_checks: rules } },
      ] as T, // what GitHub replies
    graphql: async <T>() => ({
      data: { repository: { ref: { branchProtectionRule } } } as T,
      errors: [],
    }),
  };
}

const ours = "gitops/promotion";

test.each<[string, Scene, string]>([
  ["nothing demands anything", {}, "none"],
  [
    "others are demanded",
    { rules: [{ context: "ci" }], protection: [{ context: "ci", app: null }] },
    "none",
  ],
  [
    "a ruleset demands it of an App",
    { rules: [{ context: ours, integration_id: 7 }] },
    "of-an-app",
  ],
  [
    "a ruleset demands it of anybody",
    { rules: [{ context: ours, integration_id: null }] },
    "of-anybody",
  ],
  [
    "branch protection demands it of an App",
    { protection: [{ context: ours, app: { slug: "deploy-bot" } }] },
    "of-an-app",
  ],
  [
    "branch protection demands it of anybody",
    { protection: [{ context: ours, app: null }] },
    "of-anybody",
  ],
  [
    "workflows may report it",
    { protection: [{ context: ours, app: { slug: "github-actions" } }] },
    "of-anybody",
  ],
  [
    "workflows may report it, by a ruleset",
    { rules: [{ context: ours, integration_id: 15_368 }] },
    "of-anybody",
  ],
  [
    "one rule of two binds it",
    { rules: [{ context: ours }], protection: [{ context: ours, app: { slug: "deploy-bot" } }] },
    "of-an-app",
  ],
])("%s", async (_, scene, expected) => {
  const read = { repository: "acme/gitops", branch: "main", context: ours };

  expect(await requiredStatus(github(scene), read)).toBe(expected);
});
