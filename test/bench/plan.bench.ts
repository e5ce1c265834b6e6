/** The plan of a large repository, once its facts are read. */
import { planRepository, surveyRepository, viewRepository } from "@gitops-actions/core/promotion";
import { gitopsRepository } from "../support/gitops-repository.ts";
import { median, printFigures } from "./support/figures.ts";

const environments = ["dev", "staging", "prod-eu", "prod-us"];
const apps = Array.from({ length: 500 }, (_, index) => `service-${index}`);
const config = `version: 1
environments:
  dev: {}
  staging: { from: dev, gates: { verified: { soak: 30m } } }
  prod-eu: { from: staging, gates: { verified: { soak: 24h }, windows: { app-project: prod }, approvals: { count: 2 } } }
  prod-us: { from: prod-eu, like: prod-eu, gates: { verified: { soak: 2h } } }
`;
const texts = new Map(
  Object.entries({
    ...gitopsRepository({ apps, environments: ["prod"] }),
    ...gitopsRepository({
      apps,
      environments,
      tag: (_, environment) => (environment === "dev" ? "sha-2222222" : "sha-1111111"),
    }),
    "argocd/projects/prod.yaml":
      gitopsRepository({ apps: [], environments: ["prod"] })["argocd/projects/prod.yaml"] ?? "",
    ".gitops/promotion.yaml": config,
  }),
);
const now = new Date("2026-11-21T10:00:00Z");
const recorded = { trustedActors: [], records: { known: true, value: new Map() } } as const;

const surveys: number[] = [];
const plans: number[] = [];
let entries = 0;
for (let round = 0; round < 7; round += 1) {
  const began = performance.now();
  const survey = surveyRepository([...texts.keys()], config, { onlyApp: "x", now });
  const view = viewRepository(survey, texts, recorded);
  const surveyed = performance.now();
  entries = planRepository(view, now).length;
  surveys.push(surveyed - began);
  plans.push(performance.now() - surveyed);
}
printFigures(
  `plan of ${apps.length} apps x ${environments.length} environments (medians of ${plans.length})`,
  [
    { what: "entries", value: entries, unit: "" },
    { what: "to read what runs, from the texts", value: median(surveys), unit: "ms" },
    { what: "to plan, once it is read", value: median(plans), unit: "ms", atMost: 200 },
  ],
);
