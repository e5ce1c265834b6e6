import {
  type Client,
  type Overview,
  type ReadOverview,
  type RepositoryFacts,
  type RepositoryFile,
  readFacts,
  readOverview,
  readPaths,
  readPullPaths,
  readReports,
} from "@gitops-actions/adapters/github";
import type { Config } from "@gitops-actions/core/config";
import { UserError } from "@gitops-actions/core/errors";
import { recordEnvironment, WORKFLOW_TOKEN } from "@gitops-actions/core/evidence";
import {
  type Question,
  type RepositoryView,
  type Survey,
  surveyRepository,
  viewRepository,
  windowGates,
} from "@gitops-actions/core/promotion";
import { isOnlyBy, type Pull, type Rollup } from "@gitops-actions/core/promotion/pull-request";
import { again } from "./calls.ts";
import type { Request } from "./inputs.ts";
import type { Ports } from "./ports.ts";

/** The repository as one pass read it. */
export interface World {
  readonly client: Client;
  readonly overview: Overview;
  readonly question: Question;
  /** Texts of the base branch by path, and the modes of those files. */
  readonly texts: ReadonlyMap<string, string>;
  readonly modes: ReadonlyMap<string, number>;
  /** The commit of the upstream environments' repository, and its page. */
  readonly source: { readonly oid: string; readonly url: string };
  /** What an app is called in a repository that holds only one. */
  readonly onlyApp: string;
  /** The pull requests that were looked into; the others do not concern this run. */
  readonly pulls: readonly Pull[];
  /** The manifests that a pull request changes, as they are at a commit of it; undefined where it could not be read. */
  textsAt(pull: Pull, oid: string): ReadonlyMap<string, string> | undefined;
  /** Why the files at a commit could not be read, where it is known. */
  faultAt(oid: string): UserError | undefined;
  /** The newest reports on a merge-group commit. */
  reportsOnGroup(oid: string): ReadonlyMap<string, Rollup>;
  /** Logins whose commits and pull requests count as ours. */
  readonly actors: readonly string[];
}

/**
 * Reads everything that a run decides on: the head with its config and pull requests, the paths, and in
 * one more request the files and verification records, those at the heads of the pull requests included.
 * `concerns` picks the pull requests to look into.
 * @throws `branch-not-found`, `config-invalid` and what the readers throw
 */
export async function readWorld(
  request: Request,
  {
    client,
    ports,
    concerns,
  }: { readonly client: Client; readonly ports: Ports; concerns(pull: Pull): boolean },
): Promise<World> {
  const { repository } = request;
  const { overview, paths } = await readHead(request, { client, ports });
  const onlyApp = repository.slice(repository.indexOf("/") + 1);
  const now = ports.clock();
  const pulls = await readWhole(overview.pulls.filter(concerns), { client, repository, ports });
  const { configPath } = request;
  const read = {
    onlyApp,
    configPath,
    now,
    concerns: appsOf(request, { viewer: overview.viewer, pulls }),
  };
  const survey = surveyRepository(paths, overview.config, read);
  const elsewhere = await readElsewhere(request, { ports, survey, onlyApp });
  const facts = await again({ ports }, () =>
    readFacts(client, {
      repository,
      files: [{ oid: overview.head, paths: survey.paths }, ...pulls.flatMap(filesOf)],
      records: elsewhere === undefined ? recordNames(survey) : [],
    }),
  );
  const groups = await readGroups(pulls, { client, repository, ports });
  const base = filesAtHead(facts, overview);
  const texts = textsIn(base);
  const { config } = survey;
  const recorded = {
    records: { known: true, value: elsewhere?.records ?? facts.records },
    trustedActors: trustedActors(config, overview),
  } as const;
  const view = withUpstream(viewRepository(survey, texts, recorded), elsewhere);
  return {
    client,
    overview,
    question: { view, windows: windowGates(config, view.projects, now), now },
    texts: new Map([...(elsewhere?.texts ?? []), ...texts]),
    modes: new Map([...base].map(([path, { mode }]) => [path, mode])),
    source: elsewhere?.source ?? commitOf(overview),
    onlyApp,
    pulls,
    textsAt: (pull, oid) => textsOf(facts, { pull, oid }),
    faultAt: (oid) => facts.faults.get(oid),
    reportsOnGroup: (oid) => groups.get(oid) ?? new Map(),
    actors: [overview.viewer, ...config.trustedActors],
  };
}

/** A branch's head with the paths of all of its files. @throws `branch-not-found` */
async function readHead(
  read: ReadOverview,
  { client, ports }: { readonly client: Client; readonly ports: Ports },
): Promise<{ readonly overview: Overview; readonly paths: readonly string[] }> {
  const { repository } = read;
  const overview = await again({ ports }, () => readOverview(client, read));
  if (overview === undefined) throw branchNotFound(read);
  const tree = { repository, tree: overview.head };
  return { overview, paths: await again({ ports }, () => readPaths(client, tree)) };
}

/** The files that were read at a head. @throws why one of them could not be */
function filesAtHead(
  { files, faults }: RepositoryFacts,
  { head }: Overview,
): ReadonlyMap<string, RepositoryFile> {
  const fault = faults.get(head);
  if (fault !== undefined) throw fault;
  return files.get(head) ?? new Map();
}

/** Whose word counts where the policy trusts Apps only: nobody's, where any workflow could have said it. */
function trustedActors(config: Config, { viewer }: Overview): readonly string[] {
  if (config.trustedActors.length > 0) return config.trustedActors;
  return viewer === WORKFLOW_TOKEN ? [] : [viewer];
}

/**
 * Which apps have to be read: those that were named, unless somebody else has a commit on one of their
 * pull requests and so may change another app with it.
 */
function appsOf(
  { wish }: Request,
  { viewer, pulls }: { readonly viewer: string; readonly pulls: readonly Pull[] },
): (app: string) => boolean {
  const isNarrow = wish.kind === "apps" && pulls.every((pull) => isOnlyBy(pull, [viewer]));
  return isNarrow ? (app) => wish.apps.includes(app) : () => true;
}

interface Reading {
  readonly client: Client;
  readonly repository: string;
  readonly ports: Ports;
}

/** The newest reports on the commits that the merge queue would merge, by oid. */
async function readGroups(
  pulls: readonly Pull[],
  { client, repository, ports }: Reading,
): ReturnType<typeof readReports> {
  const oids = pulls.flatMap(({ queuedOid }) => queuedOid ?? []);
  if (oids.length === 0) return new Map();
  return again({ ports }, () => readReports(client, { repository, oids }));
}

/** The pull requests with all of the files that they change, as far as GitHub tells. */
async function readWhole(
  pulls: readonly Pull[],
  { client, repository, ports }: Reading,
): Promise<readonly Pull[]> {
  const whole: Pull[] = [];
  for (const pull of pulls) {
    const read = { repository, number: pull.number };
    const paths = pull.pathsCut
      ? await again({ ports }, () => readPullPaths(client, read))
      : pull.paths;
    whole.push(paths === undefined ? pull : { ...pull, paths, pathsCut: false });
  }
  return whole;
}

/** The files of a pull request, at its head and at each commit that somebody reviewed. */
function filesOf(pull: Pull): { oid: string; paths: readonly string[] }[] {
  const reviewed = pull.reviews.flatMap(({ oid, state }) =>
    oid === undefined || oid === pull.headOid || state !== "approved" ? [] : [oid],
  );
  const paths = pull.paths.filter(isManifest);
  return [...new Set([pull.headOid, ...reviewed])].map((oid) => ({ oid, paths }));
}

function isManifest(path: string): boolean {
  return /\.(?:ya?ml|json|tpl)$|(?:^|\/)(?:Kustomization|CODEOWNERS)$/.test(path);
}

function textsOf(
  { files }: RepositoryFacts,
  { pull, oid }: { readonly pull: Pull; readonly oid: string },
): ReadonlyMap<string, string> | undefined {
  const found = files.get(oid);
  if (found === undefined) return pull.paths.some(isManifest) ? undefined : new Map();
  return textsIn(found);
}

function textsIn(files: ReadonlyMap<string, RepositoryFile>): ReadonlyMap<string, string> {
  return new Map([...files].map(([path, { text }]) => [path, text]));
}

function recordNames({ config, slots }: Survey): readonly string[] {
  const upstream = new Set([...config.environments.values()].flatMap(({ from }) => from));
  return slots
    .filter(({ environment }) => upstream.has(environment))
    .map(({ app, environment }) => recordEnvironment(app, environment));
}

/** The upstream environments, where another repository holds them. */
interface Elsewhere {
  readonly view: RepositoryView;
  readonly texts: ReadonlyMap<string, string>;
  readonly records: RepositoryFacts["records"];
  readonly source: World["source"];
}

async function readElsewhere(
  { fromRepository, repository, configPath }: Request,
  {
    ports,
    survey: { config },
    onlyApp,
  }: {
    readonly ports: Ports;
    readonly survey: Survey;
    readonly onlyApp: string;
  },
): Promise<Elsewhere | undefined> {
  if (fromRepository === undefined || fromRepository === repository) return undefined;
  const { client } = await ports.connectUpstream({ contents: "read", deployments: "read" });
  const read = { repository: fromRepository, branch: undefined, configPath };
  const { overview, paths } = await readHead(read, { client, ports });
  const survey = surveyRepository(paths, undefined, { onlyApp, now: ports.clock(), config });
  const facts = await again({ ports }, () =>
    readFacts(client, {
      repository: fromRepository,
      files: [{ oid: overview.head, paths: survey.paths }],
      records: recordNames(survey),
    }),
  );
  const texts = textsIn(filesAtHead(facts, overview));
  const recorded = { records: { known: true, value: facts.records }, trustedActors: [] } as const;
  const view = viewRepository(survey, texts, recorded);
  return { view, texts, records: facts.records, source: commitOf(overview) };
}

/** The view with the environments that only the other repository has. */
function withUpstream(view: RepositoryView, elsewhere: Elsewhere | undefined): RepositoryView {
  if (elsewhere === undefined) return view;
  return { ...view, running: new Map([...elsewhere.view.running, ...view.running]) };
}

function commitOf({ repository, head }: Overview): World["source"] {
  return { oid: head, url: `${repository.url}/commit/${head}` };
}

function branchNotFound({ repository, branch }: ReadOverview): UserError {
  return new UserError(
    "branch-not-found",
    `${repository} has no branch ${branch === undefined ? "yet" : JSON.stringify(branch)}`,
    { hint: 'Set "gitops-branch" to the branch that Argo CD or Flux follows.' },
  );
}
