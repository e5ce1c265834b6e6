import { expect, test } from "vitest";
import { loadConfig } from "../config/index.ts";
import { parseImageReference } from "../image/index.ts";
import { planUpdate } from "./update.ts";

test("each of several images has its own changes, though one key begins as another", () => {
  const path = "charts/shop/values-dev.yaml";
  const text = `web: { repository: r.example/web, tag: v1 }
web2: { repository: r.example/web2, tag: v1 }
web2x: { image: r.example/other:v1 }
`;
  const targets = ["web", "web2", "other"].map((name) => ({
    app: "shop",
    image: parseImageReference(`r.example/${name}:v2`),
  }));
  const config = loadConfig("version: 1\nenvironments: { dev: {} }\n", "promotion.yaml");

  const { entries } = planUpdate({ environment: "dev", targets }, config, new Map([[path, text]]));

  expect(entries.map(({ changes }) => changes.map((change) => change.path))).toEqual([
    ["web.tag"],
    ["web2.tag"],
    ["web2x.image"],
  ]);
});
