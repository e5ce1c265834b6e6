/**
 * One update alone: how many requests, and whether its cost grows with the repository and its history.
 */
import { LocalGitHub } from "../support/github/index.ts";
import { gitopsRepository } from "../support/gitops-repository.ts";
import { build, updateOverlay } from "../support/journey.ts";
import { type Figure, median, printFigures } from "./support/figures.ts";

const ROUNDS = 9;

const shapes = [
  { name: "50 services, 100 commits", services: 50, commits: 100 },
  { name: "500 services, 5,000 commits", services: 500, commits: 5_000 },
  { name: "5,000 services, 20,000 commits", services: 5_000, commits: 20_000 },
];

await using github = await LocalGitHub.start();
const permissions = { contents: "write" } as const;
await github.createApp({ slug: "deploy-bot", permissions, installedOn: "acme" });
const token = github.createToken({ kind: "app", login: "deploy-bot", permissions });

const repositories = [];
for (const { name, services, commits } of shapes) {
  const apps = Array.from({ length: services }, (_, index) => `service-${index}`);
  const old = new Date(Date.now() - 90 * 24 * 3600 * 1000);
  const repository = `acme/${services}`;
  await github.createRepository(repository, {
    files: gitopsRepository({ apps }),
    commits: Array.from({ length: commits }, (_, index) => ({
      message: `deploy(service-${index % services}): dev <- sha-${index}`,
      files: { [`apps/service-${index % services}/notes.md`]: `${index}\n` },
      author: {
        name: "deploy-bot",
        email: "bot@example.com",
        date: new Date(old.getTime() + index * 60_000),
      },
    })),
  });
  repositories.push({ name, repository, walls: [] as number[], requests: 0, bytes: 0 });
}

for (let round = 0; round < ROUNDS; round += 1) {
  for (const entry of repositories) {
    const before = github.requests.all.length;
    const run = await updateOverlay(
      { github, token },
      {
        "gitops-repository": entry.repository,
        app: "service-7",
        image: build("service-7", `v${round}`),
        "expected-current": round === 0 ? "sha-0000000" : `v${round - 1}`,
      },
      { runNumber: round + 1 },
    );
    if (run.outputs["operation"] !== "committed") throw new Error(run.stdout);
    const sent = github.requests.all.slice(before);
    entry.requests = sent.length;
    entry.bytes = sent.reduce(
      (sum, { requestBytes, responseBytes }) => sum + requestBytes + responseBytes,
      0,
    );
    if (round > 0) entry.walls.push(run.milliseconds);
  }
}

const [small] = repositories;
const floor = median(small?.walls ?? []);
const figures = repositories.flatMap(({ name, walls, requests, bytes }): Figure[] => [
  { what: `${name}: API requests`, value: requests, unit: "", atMost: 2 },
  { what: `${name}: bytes on the wire`, value: bytes / 1000, unit: "kB" },
  {
    what: `${name}: wall against the first row`,
    value: median(walls) / floor,
    unit: "x",
    atMost: 1.15,
  },
]);
printFigures(`update-overlay alone (medians of ${ROUNDS - 1} runs, in turn)`, figures);
