/**
 * What a plan of a large repository costs to read from GitHub, as promote and the sweep read it: requests,
 * and the answers that come of them. There is no index that could be cold.
 */
import { createClient, readFacts, readOverview, readPaths } from "@gitops-actions/adapters/github";
import { recordEnvironment } from "@gitops-actions/core/evidence";
import {
  CONFIG_PATH,
  planRepository,
  surveyRepository,
  viewRepository,
} from "@gitops-actions/core/promotion";
import { LocalGitHub } from "../support/github/index.ts";
import { gitopsRepository } from "../support/gitops-repository.ts";
import { verify } from "../support/journey.ts";
import { printFigures } from "./support/figures.ts";

const apps = Array.from({ length: 500 }, (_, index) => `service-${index}`);
const environments = ["dev", "staging", "prod-eu", "prod-us"];
const config = `version: 1
environments:
  dev: {}
  staging: { from: dev }
  prod-eu: { from: staging }
  prod-us: { from: prod-eu }
`;
const VERIFIED = apps.slice(0, 20);

await using github = await LocalGitHub.start();
const permissions = { contents: "read", deployments: "write", pull_requests: "read" } as const;
const app = await github.createApp({ slug: "deploy-bot", permissions, installedOn: "acme" });
const token = github.createToken({ kind: "app", login: "deploy-bot", permissions });
const tag = (_: string, environment: string): string =>
  environment === "dev" ? "sha-2222222" : "sha-1111111";
const gitops = await github.createRepository("acme/gitops", {
  files: { ...gitopsRepository({ apps, environments, tag }), [CONFIG_PATH]: config },
});
for (const name of VERIFIED) {
  await verify(
    { github, gitops, app, token },
    { app: name, environment: "dev", tag: "sha-2222222" },
  );
}

const repository = "acme/gitops";
const client = createClient({
  apiUrl: github.apiUrl,
  token: token.value,
  signal: AbortSignal.timeout(300_000),
});
const before = github.requests.all.length;
const began = performance.now();
const overview = await readOverview(client, {
  repository,
  branch: undefined,
  configPath: CONFIG_PATH,
});
if (overview === undefined) throw new Error("the repository has a branch");
const paths = await readPaths(client, { repository, tree: overview.head });
const now = new Date();
const survey = surveyRepository(paths, overview.config, { onlyApp: "gitops", now });
const upstream = new Set([...survey.config.environments.values()].flatMap(({ from }) => from));
const facts = await readFacts(client, {
  repository,
  files: [{ oid: overview.head, paths: survey.paths }],
  records: survey.slots
    .filter(({ environment }) => upstream.has(environment))
    .map(({ app, environment }) => recordEnvironment(app, environment)),
});
const read = performance.now() - began;
const sent = github.requests.all.slice(before);
const files = facts.files.get(overview.head) ?? new Map();
const texts = new Map([...files].map(([path, { text }]) => [path, text]));
const records = { known: true, value: facts.records } as const;
const view = viewRepository(survey, texts, { records, trustedActors: [overview.viewer] });
const entries = planRepository(view, now);

const ready = entries.filter(({ state }) => state === "ready").length;
if (ready !== VERIFIED.length) throw new Error(`${ready} are ready, ${VERIFIED.length} verified`);
printFigures(`facts of ${apps.length} apps x ${environments.length} environments`, [
  { what: "requests, nothing known before", value: sent.length, unit: "", atMost: 25 },
  { what: "files and records read", value: files.size + facts.records.size, unit: "" },
  {
    what: "largest reply",
    value: Math.max(...sent.map((one) => one.responseBytes)) / 1000,
    unit: "kB",
  },
  { what: "on the local server", value: read / 1000, unit: "s" },
]);
